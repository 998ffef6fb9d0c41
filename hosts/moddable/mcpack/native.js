// "mote-mqtt/native" for mcpack, which cannot read native code's "@". On the device manifest.json's module of that name is used.
export { native } from "moddable:mote-mqtt/native";
