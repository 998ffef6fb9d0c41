// The suite of real brokers once more, with a WebSocket between: mosquitto's own listener, and aedes behind the server of `ws`.
import { tcp } from "mote-mqtt/tcp";
import { websocket } from "mote-mqtt/websocket";
import { missing } from "../require.js";
import { AedesBroker } from "./aedes.js";
import { MosquittoBroker } from "./mosquitto.js";
import { SPOKEN, suite } from "./suite.js";

/** Where brokers listen for WebSockets, by the port where they do for TCP: which is what the suite knows. */
const ports = new Map();

/** What the suite's clients have as their socket. */
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

/** It reads more at once from a WebSocket, and then has more in flight than from TCP. */
class MosquittoOverWebSocket extends overWebSocket(MosquittoBroker) {
	static inFlight = 1_000;
}

const { socket } = websocket({ ...tcp, socket: { io: Beside } }, { frame: 300 });
const spoken = (how) => ({ ...how, options: { ...how.options, socket } });

/**
 * What it has not had a PUBREC for, it sends with another identifier over the next connection. Behind `ws` it has not had those that came right before the
 * end of a connection, so some messages at QoS 2 come twice.
 */
class AedesOverWebSocket extends overWebSocket(AedesBroker) {
	static renumbers = true;
}

suite(AedesOverWebSocket, spoken(SPOKEN[3.1]));

const reason = MosquittoBroker.missing();
if (reason) describe("The client with mosquitto, over WebSocket", () => missing("mosquitto", reason));
else suite(MosquittoOverWebSocket, spoken(SPOKEN[5]));
