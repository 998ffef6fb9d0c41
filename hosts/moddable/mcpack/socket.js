// "mote-mqtt/socket" for mcpack, which cannot parse the "@" of native functions. The device uses the module of that
// name in manifest.json.
export { default } from "moddable:mote-mqtt/socket";
