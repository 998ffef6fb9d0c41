import { tcp } from "mote-mqtt/tcp";
import { websocket } from "mote-mqtt/websocket";

export const transport = () => websocket(tcp, { path: "/mqtt" });
