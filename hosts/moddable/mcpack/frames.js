// "mote-mqtt/frames" for mcpack, which cannot read native code's "@". On the device manifests/websocket.json's module of that name is used.
export { frames } from "moddable:mote-mqtt/frames";
