// "mote-mqtt/retained" for mcpack, which cannot read native code's "@". On the device manifest_sleep.json's module of that name is used.
export { retained } from "moddable:mote-mqtt/retained";
