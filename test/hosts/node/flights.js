// A server that answers at once, and a line that records who sends when. So round trips are counted, and no clock is
// needed.
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { createServer as createSecureServer } from "node:tls";
import { FrameReader, frame, opening } from "../../websocket/server-side.js";

/** Divides a stream into MQTT packets. `take` returns answers as a Uint8Array, which are sent back. */
function answerer(version) {
	let held = Buffer.alloc(0);
	return (data) => {
		const answers = [];
		held = Buffer.concat([held, data]);
		for (;;) {
			let length = 0;
			let at = 1;
			do {
				if (at >= held.length) return Buffer.concat(answers);
				length |= (held[at] & 127) << (7 * (at - 1));
			} while (held[at++] & 128);
			if (held.length < at + length) return Buffer.concat(answers);
			const body = held.subarray(at, at + length);
			const type = held[0] >> 4;
			// CONNACK with a session present; SUBACK; PUBACK.
			if (type === 1) answers.push(Buffer.from(version === 5 ? [0x20, 3, 1, 0, 0] : [0x20, 2, 1, 0]));
			if (type === 8)
				answers.push(Buffer.from(version === 5 ? [0x90, 4, body[0], body[1], 0, 0] : [0x90, 3, body[0], body[1], 0]));
			if (type === 3) {
				const name = 2 + body.readUInt16BE(0);
				answers.push(Buffer.from([0x40, 2, body[name], body[name + 1]]));
			}
			held = held.subarray(at + length);
		}
	};
}

/** For each kind of line: how a server answers. */
const speak = {
	tcp(socket, version) {
		const answer = answerer(version);
		socket.on("data", (data) => {
			const bytes = answer(data);
			if (bytes.length) socket.write(bytes);
		});
	},
	websocket(socket, version) {
		const answer = answerer(version);
		let head = "";
		let out = [];
		const frames = new FrameReader((first, payload) => {
			const bytes = (first & 15) === 2 ? answer(payload) : Buffer.alloc(0);
			if (bytes.length) out.push(frame(0x82, bytes));
		});
		let isOpen = false;
		socket.on("data", (data) => {
			if (!isOpen) {
				head += data.toString("latin1");
				isOpen = head.endsWith("\r\n\r\n");
				if (isOpen) socket.write(opening(head));
				return;
			}
			frames.take(new Uint8Array(data));
			if (out.length) socket.write(Buffer.concat(out));
			out = [];
		});
	},
};

/** A line to a server that speaks "tcp", "tls" or "websocket", and `version` of MQTT. `secure`: certificate and key. */
export class Line {
	/** Since the last connection: who has sent ("up" or "down"), in order, and how much. */
	flights = [];
	bytes = { up: 0, down: 0 };
	/** Whether the server has resumed the TLS session. */
	isResumed = false;

	static async start(way, version, secure) {
		const line = new Line();
		const answer = (socket) => {
			socket.on("error", () => {});
			line.isResumed = way === "tls" && socket.isSessionReused();
			speak[way === "websocket" ? "websocket" : "tcp"](socket, version);
		};
		const server =
			way === "tls" ? createSecureServer({ ...secure, maxVersion: "TLSv1.2" }, answer) : createServer(answer);
		const front = createServer({ noDelay: true }, (client) => line.carry(client, server.address().port));
		for (const each of [server, front]) {
			each.listen(0, "127.0.0.1");
			await once(each, "listening");
		}
		line.servers = [server, front];
		line.port = front.address().port;
		return line;
	}

	carry(client, port) {
		const server = connect({ port, host: "127.0.0.1", noDelay: true });
		// Only of this connection. Later packets of an earlier one, such as close_notify, do not count.
		const flights = [];
		const bytes = { up: 0, down: 0 };
		Object.assign(this, { flights, bytes });
		for (const [from, to, way] of [
			[client, server, "up"],
			[server, client, "down"],
		]) {
			from.on("data", (data) => {
				if (flights.at(-1) !== way) flights.push(way);
				bytes[way] += data.length;
				to.write(data);
			});
			from.on("error", () => to.destroy());
			from.on("close", () => to.destroy());
		}
	}

	/** The number of round trips so far, with that of TCP's handshake. */
	get roundTrips() {
		return 1 + this.flights.filter((way) => way === "down").length;
	}

	async stop() {
		for (const server of this.servers) {
			server.close();
			await once(server, "close");
		}
	}
}
