// "mote-mqtt/native" for mcpack, which cannot parse the "@" of native functions. The device uses the module of that
// name in manifest.json.
export { native } from "moddable:mote-mqtt/native";
