export { tcp as machine } from "mote-mqtt/tcp";
