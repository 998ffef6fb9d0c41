// Messages larger than memory on an emulated ESP32-C3, over TCP and in a WebSocket.
import { fileURLToPath } from "node:url";
import { boot, build } from "./chip.js";
import { streams } from "./streams.js";

const folder = fileURLToPath(new URL("apps/streams", import.meta.url));

describe("Messages larger than memory, on an emulated ESP32-C3", () => {
	streams({ start: (port, isWebSocket) => boot(build(folder, { port, websocket: Number(isWebSocket) })) });
});
