// "mote-mqtt/kept-memory" for mcpack, which cannot parse the "@" of native functions. The device uses the module of
// that name in manifests/sleep.json.
export { keptMemory } from "moddable:mote-mqtt/kept-memory";
