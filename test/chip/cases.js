// Faults of the connection of apps/cases, and what the app prints: the same on the emulated chip with lwIP and on the
// simulated device.
import { deepEqual, equal, ok } from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { MosquittoBroker } from "../brokers/mosquitto.js";
import { Peer } from "../brokers/peer.js";
import { freePort } from "../brokers/port.js";

// Packets by sections 3.2, 3.9 and 3.3 of MQTT 3.1.1.
const CONNACK_NEW = [0x20, 0x02, 0x00, 0x00];
const SUBACK = [0x90, 0x03, 0x00, 0x01, 0x01];
const ORDER = [0x30, 0x10, 0x00, 0x0a, ...Buffer.from("chip/order"), ...Buffer.from("stop")];
const FLOOD = [0x30, 0x11, 0x00, 0x0a, ...Buffer.from("chip/order"), ...Buffer.from("flood")];
const CONNECT = 0x10;
const PUBACK = 0x40;
const SUBSCRIBE = 0x82;

/** A server that handles each connection as told: `does(socket, firstByte)` is called for everything that arrives. */
class Server {
	static async start(port, does) {
		const server = new Server();
		server.#server = createServer((socket) => {
			server.#sockets.add(socket);
			socket.on("error", () => {});
			socket.on("data", (data) => does(socket, data));
		}).listen(port, "127.0.0.1");
		await once(server.#server, "listening");
		return server;
	}

	#server;
	#sockets = new Set();

	async stop() {
		for (const socket of this.#sockets) socket.destroy();
		await new Promise((closed) => this.#server.close(closed));
	}
}

/** Answers everything until PUBLISH, then calls `then(socket)`. */
const until = (then) => (socket, data) => {
	if (data[0] === CONNECT) socket.write(Buffer.from(CONNACK_NEW));
	else if (data[0] === SUBSCRIBE) socket.write(Buffer.from(SUBACK));
	else then(socket);
};

/**
 * A server that orders an app to flood it and then does not read for a while. Accepts messages at QoS 0, and
 * acknowledges those at QoS 1.
 */
class SlowServer {
	static async start(port) {
		const server = new SlowServer();
		server.#server = await Server.start(port, (socket, data) => server.#serve(socket, data));
		return server;
	}

	/** What has come: numbers, and the payloads of other topics. */
	taken = [];
	#server;
	#floods;
	#received = Buffer.alloc(0);

	/** Continues to read. */
	resume() {
		this.#floods.resume();
	}

	stop() {
		return this.#server.stop();
	}

	#serve(socket, data) {
		if (socket === this.#floods) return this.#take(data);
		if (data[0] === CONNECT) {
			socket.write(Buffer.from(CONNACK_NEW));
			if (!data.includes("flood")) return;
			this.#floods = socket.pause();
		} else if (data[0] === SUBSCRIBE) socket.write(Buffer.from([...SUBACK, ...FLOOD]));
	}

	/** Parses PUBLISH packets of a length below 16,384, by section 3.3. */
	#take(data) {
		let rest = Buffer.concat([this.#received, data]);
		for (;;) {
			const isLong = rest[1] > 127;
			const start = isLong ? 3 : 2;
			const end = start + (isLong ? (rest[1] & 127) + (rest[2] << 7) : rest[1]);
			if (!(end <= rest.length)) break;
			const nameEnd = start + 2 + rest.readUInt16BE(start);
			const name = rest.toString("latin1", start + 2, nameEnd);
			if (name === "chip/number") this.taken.push(rest.readUInt32BE(nameEnd));
			else {
				this.taken.push(`${name} ${rest.toString("latin1", nameEnd + 2, end)}`);
				this.#floods.write(Buffer.from([PUBACK, 2, ...rest.subarray(nameEnd, nameEnd + 2)]));
			}
			rest = rest.subarray(end);
		}
		this.#received = rest;
	}
}

/** Collects readings from mosquitto across its restarts. */
export class Readings {
	#numbers = new Set();
	#peer;

	async meet(port) {
		const onMessage = ({ topic, text }) => topic === "chip/reading" && this.#numbers.add(Number(text));
		this.#peer = await Peer.connect(port, { id: "collector", clean: false, onMessage });
		await this.#peer.subscribe("chip/reading");
	}

	/**
	 * Resolves when there are so many. None may be missing before the last, and none may come before an earlier one.
	 */
	async reach(count) {
		while (this.#numbers.size < count) await wait(50);
		const numbers = [...this.#numbers];
		deepEqual(
			numbers,
			numbers.map((_, i) => i + 1),
		);
	}

	get size() {
		return this.#numbers.size;
	}

	stop() {
		this.#peer?.drop();
	}
}

/**
 * Declares the cases.
 * @param machine `start(port)` starts apps/cases on a device, which connects to that port of this machine;
 * `prepare(port)` does beforehand what takes long.
 */
export function cases(machine) {
	let port;
	let device;
	const stops = [];
	const start = (each) => {
		stops.push(each);
		return each;
	};

	before(async function () {
		this.timeout(3_600_000);
		port = await freePort();
		await machine.prepare?.(port);
	});

	afterEach(async () => {
		for (const each of stops.splice(0).reverse()) await each.stop();
	});

	const begin = async () => {
		device = start(await machine.start(port));
	};

	it("reports that a connection is refused, and connects when it is not", async () => {
		await begin();
		await device.prints("disconnected: connectFailed");
		start(
			await Server.start(
				port,
				until(() => {}),
			),
		);
		await device.prints("connected, session new");
	});

	it("accepts data that comes together with the end of a connection", async () => {
		let connections = 0;
		const last = until((socket) => {
			if (++connections === 1) socket.end(Buffer.from(ORDER));
		});
		start(await Server.start(port, last));
		await begin();
		await device.prints("connected, session new");
		await device.prints("received stop");
		await device.prints("disconnected: connectionLost");
		await device.prints("connected, session new");
		equal(device.lines.filter((line) => line === "received stop").length, 1);
	});

	it("reports that a connection was reset, and reconnects", async () => {
		let connections = 0;
		const reset = until((socket) => {
			if (++connections === 1) socket.resetAndDestroy();
		});
		start(await Server.start(port, reset));
		await begin();
		await device.prints("connected, session new");
		await device.prints("disconnected: connectionLost");
		await device.prints("connected, session new");
	});

	it("waits for room that comes late, and loses nothing", async () => {
		const server = start(await SlowServer.start(port));
		await begin();
		await device.prints("received flood");
		await device.prints("flood: full");
		server.resume();
		await device.prints("flood: settled");
		const lines = device.lines.slice(device.lines.indexOf("received flood") + 1);
		deepEqual(
			lines.map((line) => line.replace("flood: ", "")),
			["connected", "full", "room", "kept, outcome 0", "end, outcome 0", "settled"],
		);
		const names = server.taken.filter((each) => typeof each === "string");
		const before = Number(names[0].split(" ")[1]);
		deepEqual(names, [`chip/kept ${before}`, `chip/end ${before + 200}`]);
		const numbers = Array.from({ length: before + 200 }, (_, i) => i + 1);
		deepEqual(server.taken, [...numbers.slice(0, before), names[0], ...numbers.slice(before), names[1]]);
	});

	describe("with mosquitto", () => {
		let broker;
		let readings;

		beforeEach(async () => {
			broker = start(await MosquittoBroker.start({ port }));
			readings = start(new Readings());
			await readings.meet(port);
		});

		it("loses no reading while its broker is down", async () => {
			await begin();
			await device.prints("connected, session new");
			await readings.reach(10);
			await broker.kill();
			await device.prints(/^disconnected: /);
			await device.prints("no room");
			await broker.restart();
			await device.prints("connected, session present");
			await readings.meet(port);
			await readings.reach(readings.size + 20);
		});

		it("notices that its broker is frozen, and continues when it is not", async () => {
			await begin();
			await device.prints("connected, session new");
			await readings.reach(10);
			broker.freeze();
			await device.prints("disconnected: keepAliveTimeout");
			broker.thaw();
			await device.prints("connected, session present");
			await readings.reach(readings.size + 20);
			ok(device.lines.includes("no room"));
		});

		it("executes commands", async () => {
			await begin();
			await device.prints("connected, session new");
			await readings.reach(1);
			const peer = await Peer.connect(port, { id: "operator" });
			await peer.publish("chip/order", "go");
			await device.prints("received go");
			peer.drop();
		});
	});
}
