import { statements } from "../websocket/statements.js";
import { ACCEPTED, Host5 } from "./host.js";

describe("MQTT in a WebSocket", () => {
	statements({ Host: Host5, connack: ACCEPTED, properties: "00" });
});
