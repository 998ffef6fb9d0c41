// "mote-mqtt/socket" for mcpack, which cannot read native code's "@". On the device manifest.json's module of that name is used.
export { default } from "moddable:mote-mqtt/socket";
