// Stands between a client and a broker, hands on what both send, and shows each packet: [first byte, the rest behind the length].
import { once } from "node:events";
import { connect, createServer } from "node:net";

/** Cuts a stream into packets; `onPacket` says with false that one is not to be handed on. */
function cut(from, to, onPacket) {
	let held = Buffer.alloc(0);
	from.on("data", (data) => {
		held = Buffer.concat([held, data]);
		for (;;) {
			let length = 0;
			let at = 1;
			do {
				if (at >= held.length) return;
				length += (held[at] & 127) << (7 * (at - 1));
			} while (held[at++] & 128);
			if (held.length < at + length) return;
			if (onPacket(held[0], held.subarray(at, at + length)) !== false) to.write(held.subarray(0, at + length));
			held = held.subarray(at + length);
		}
	});
	from.on("close", () => to.end());
	from.on("error", () => {});
}

export class Between {
	/** Called with each packet of the client's, and of the broker's. */
	onClient = () => {};
	onBroker = () => {};
	port = 0;
	#server;
	#broker;

	/** Listens on a port of its own; hands on to the broker. */
	static async start(broker) {
		const between = new Between();
		between.#server = createServer((client) => {
			const other = connect({ port: broker.port, host: "127.0.0.1", noDelay: true });
			between.#broker = other;
			cut(client, other, (...packet) => between.onClient(...packet));
			cut(other, client, (...packet) => between.onBroker(...packet));
		});
		between.#server.listen(0, "127.0.0.1");
		await once(between.#server, "listening");
		between.port = between.#server.address().port;
		return between;
	}

	/** Sends the broker a packet that the client has not sent. */
	inject(packet) {
		this.#broker.write(packet);
	}

	/** Takes no more connections. */
	stop() {
		this.#server.close();
	}
}
