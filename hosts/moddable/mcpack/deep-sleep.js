// "mote-mqtt/deep-sleep" for mcpack, which cannot parse the "@" of native functions. The device uses the module of
// that name in manifests/sleep.json.
export { deepSleep, wokeUp } from "moddable:mote-mqtt/deep-sleep";
