// A proxy between a client and a broker. It forwards what both send, and shows each packet as [first byte, rest after
// the length].
import { once } from "node:events";
import { connect, createServer } from "node:net";

/** Splits a stream into packets. `onPacket` returns false for a packet that must not be forwarded. */
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
	/** Called with each packet of the client, and of the broker. */
	onClient = () => {};
	onBroker = () => {};
	port = 0;
	#server;
	#broker;

	/** Listens on its own port and forwards to the broker. */
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

	/** Sends a packet to the broker that the client has not sent. */
	inject(packet) {
		this.#broker.write(packet);
	}

	/** Refuses new connections. */
	stop() {
		this.#server.close();
	}
}
