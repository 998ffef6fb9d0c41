// "mote-mqtt/frames" for mcpack, which cannot parse the "@" of native functions. The device uses the module of that
// name in manifests/websocket.json.
export { frames } from "moddable:mote-mqtt/frames";
