// The suite of real brokers over WebSocket: mosquitto's own listener, and aedes behind the server of `ws`.
import { tcp } from "mote-mqtt/tcp";
import { websocket } from "mote-mqtt/websocket";
import { missing } from "../require.js";
import { AedesBroker } from "./aedes.js";
import { MosquittoBroker } from "./mosquitto.js";
import { SPOKEN, suite } from "./suite.js";

/** The brokers' WebSocket ports by their TCP ports, which the suite uses. */
const ports = new Map();

/** The socket class of the suite's clients, which maps the ports. */
class Beside extends tcp.socket.io {
	constructor(options) {
		super({ ...options, port: ports.get(options.port) ?? options.port });
	}
}

const overWebSocket = (Broker) =>
	class extends Broker {
		static title = `${Broker.title}, over WebSocket,`;

		static async start(options) {
			const broker = await Broker.start({ ...options, webSocket: true });
			ports.set(broker.port, broker.webSocketPort);
			return broker;
		}
	};

/** mosquitto reads more at once from a WebSocket than from TCP, and so has more in flight. */
class MosquittoOverWebSocket extends overWebSocket(MosquittoBroker) {
	static inFlight = 1_000;
}

const { socket } = websocket({ ...tcp, socket: { io: Beside } }, { frame: 300 });
const spoken = (how) => ({ ...how, options: { ...how.options, socket } });

/**
 * aedes resends a message without PUBREC under another identifier on the next connection. Behind `ws` it misses
 * PUBREC packets that come right before the end of a connection, so some messages at QoS 2 come twice.
 */
class AedesOverWebSocket extends overWebSocket(AedesBroker) {
	static renumbers = true;
}

suite(AedesOverWebSocket, spoken(SPOKEN[3.1]));

const reason = MosquittoBroker.missing();
if (reason) describe("The client with mosquitto, over WebSocket", () => missing("mosquitto", reason));
else suite(MosquittoOverWebSocket, spoken(SPOKEN[5]));
