// "mote-mqtt/kept-memory" for mcpack, which cannot read native code's "@". On the device manifests/sleep.json's module of that name is used.
export { keptMemory } from "moddable:mote-mqtt/kept-memory";
