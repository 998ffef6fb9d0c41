export { tcp as transport } from "mote-mqtt/tcp";
