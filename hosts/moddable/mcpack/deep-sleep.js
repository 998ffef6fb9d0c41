// "mote-mqtt/deep-sleep" for mcpack, which cannot read native code's "@". On the device manifests/sleep.json's module of that name is used.
export { deepSleep, wokeUp } from "moddable:mote-mqtt/deep-sleep";
