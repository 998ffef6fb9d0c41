// In a WebSocket over TLS.
import { hex } from "bytes";
import config from "mc/config";
import { tls } from "mote-mqtt/tls";
import { websocket } from "mote-mqtt/websocket";

export const machine = websocket(tls({ certificate: hex(config.authority) }));
