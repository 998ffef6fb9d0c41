// In a WebSocket.
import { tcp } from "mote-mqtt/tcp";
import { websocket } from "mote-mqtt/websocket";

export const machine = websocket(tcp, { path: "/mqtt", frame: 140 });
