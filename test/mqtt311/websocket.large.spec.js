import { statements } from "../websocket/statements.js";
import { ACCEPTED, Host } from "./host.js";

describe("MQTT in a WebSocket", () => {
	statements({ Host, connack: ACCEPTED, properties: "" });
});
