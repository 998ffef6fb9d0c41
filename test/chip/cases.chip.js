// The cases of cases.js on an emulated ESP32-C3 over lwIP; and names, which the simulated device resolves with the
// real machine's resolver.
import { equal } from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { MosquittoBroker } from "../brokers/mosquitto.js";
import { missing } from "../require.js";
import { cases, Readings } from "./cases.js";
import { boot, build, HOST } from "./chip.js";

const folder = fileURLToPath(new URL("apps/cases", import.meta.url));

describe("What happens to a connection, on an emulated ESP32-C3", () => {
	let flash;
	let port;

	cases({
		prepare(given) {
			port = given;
			flash = build(folder, { port });
		},
		start: () => boot(flash),
	});

	it("has no room while lwIP has no segment left, and stays connected", async () => {
		const broker = await MosquittoBroker.start({ port });
		const readings = new Readings();
		await readings.meet(port);
		// So that more readings are under way than there are segments.
		const device = boot(flash, { delay: 400 });
		try {
			await device.prints("connected, session new");
			await readings.reach(150);
			equal(device.lines.filter((line) => line.startsWith("disconnected")).join(), "");
		} finally {
			await device.stop();
			readings.stop();
			await broker.stop();
		}
	});
});

/** A name server on this machine. */
class NameServer {
	static async start() {
		const server = new NameServer();
		server.#socket = createSocket("udp4", (query, from) =>
			server.#socket.send(answer(query, server.knows), from.port, from.address),
		);
		server.#socket.bind(53, "127.0.0.1");
		await once(server.#socket, "listening");
		return server;
	}

	/** Whether there are names. */
	knows = true;
	#socket;

	stop() {
		this.#socket.close();
	}
}

/** An answer by RFC 1035, section 4.1: the question, and the address or "no such name". */
function answer(query, knows) {
	let end = 12;
	while (query[end]) end += query[end] + 1;
	const head = [query[0], query[1], 0x81, knows ? 0x80 : 0x83, 0, 1, 0, knows ? 1 : 0, 0, 0, 0, 0];
	const address = HOST.split(".").map(Number);
	const record = knows ? [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address] : [];
	return Buffer.concat([Buffer.from(head), query.subarray(12, end + 5), Buffer.from(record)]);
}

/** Why no name server can run on this machine; undefined if it can. */
async function noNames() {
	try {
		const server = await NameServer.start();
		server.stop();
		return undefined;
	} catch (error) {
		return `nothing can listen at port 53 of this machine (${error.code})`;
	}
}

const reason = await noNames();

describe("Names, on an emulated ESP32-C3", () => {
	if (reason) return missing("port-53", reason);

	const started = [];
	const start = (each) => {
		started.push(each);
		return each;
	};

	afterEach(async () => {
		for (const each of started.splice(0).reverse()) await each.stop();
	});

	it("that nobody knows are reported, and looked up again until somebody does", async () => {
		const names = start(await NameServer.start());
		names.knows = false;
		const { port } = start(await MosquittoBroker.start());
		const device = start(boot(build(folder, { port, host: "broker.test", server: HOST })));
		await device.prints("disconnected: hostNotFound");
		await device.prints("disconnected: hostNotFound");
		names.knows = true;
		await device.prints("connected, session new");
	});
});
