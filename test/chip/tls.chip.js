// TLS on an emulated ESP32-C3: examples/tls, which resumes its session and needs the clock.
import { equal, ok } from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MosquittoBroker } from "../brokers/mosquitto.js";
import { hasOpenSSL } from "../hosts/tls/authority.js";
import { Example } from "../hosts/tls/example.js";
import { missing } from "../require.js";
import { boot, build } from "./chip.js";
import { withTLS } from "./table.js";
import { versions } from "./tools.js";

const measured = fileURLToPath(new URL("apps/tls", import.meta.url));
const results = fileURLToPath(new URL("../../bench/chip-tls.json", import.meta.url));
const document = fileURLToPath(new URL("../../docs/tls.md", import.meta.url));

/** As in apps/tls/main.js. */
const COLUMNS = [
	"milliseconds",
	"slots",
	"chunkBytes",
	"mostSlots",
	"mostChunkBytes",
	"freeHeap",
	"leastFreeHeap",
	"stackSlots",
	"leastFreeNativeStack",
];

/** By RFC 5246: the type of a handshake record, and the message that only a full handshake has. */
const HANDSHAKE = 22;
const CERTIFICATE = 11;

/**
 * A relay between the chip and its broker. It records for each connection whether the server sent its certificate,
 * and can drop one.
 */
class Relay {
	static async start(port) {
		const relay = new Relay();
		relay.#server = createServer((chip) => relay.#serve(chip, connect(port, "127.0.0.1"))).listen(0, "127.0.0.1");
		await once(relay.#server, "listening");
		relay.port = relay.#server.address().port;
		return relay;
	}

	port = 0;
	/** For each connection, whether its handshake was a full one. */
	full = [];
	#server;
	#sockets = new Set();

	#serve(chip, broker) {
		const index = this.full.push(false) - 1;
		let received = Buffer.alloc(0);
		for (const [from, to] of [
			[chip, broker],
			[broker, chip],
		]) {
			this.#sockets.add(from);
			from.on("error", () => {});
			from.on("close", () => to.destroy());
			from.pipe(to);
		}
		broker.on("data", (data) => {
			if (received === undefined) return;
			received = Buffer.concat([received, data]);
			for (;;) {
				if (received.length < 9) return;
				const end = 5 + received.readUInt16BE(3);
				if (received.length < end) return;
				// After the first record of another type, everything is encrypted.
				if (received[0] !== HANDSHAKE) {
					received = undefined;
					return;
				}
				for (let at = 5; at < end; at += 4 + received.readUIntBE(at + 1, 3))
					if (received[at] === CERTIFICATE) this.full[index] = true;
				received = received.subarray(end);
			}
		});
	}

	/** Drops the connections, as when the network is gone. */
	drop() {
		for (const socket of this.#sockets) socket.destroy();
		this.#sockets.clear();
	}

	async stop() {
		this.drop();
		await new Promise((closed) => this.#server.close(closed));
	}
}

describe("TLS on an emulated ESP32-C3", () => {
	const reason = MosquittoBroker.missing();
	if (reason) return missing("mosquitto", reason);
	if (!hasOpenSSL()) return missing("openssl", "it cannot be run");

	const started = [];
	const start = (each) => {
		started.push(each);
		return each;
	};

	afterEach(async () => {
		for (const each of started.splice(0).reverse()) await each.stop();
	});

	it("resumes its session: the server sends its certificate once", async () => {
		const example = start(await Example.start("tls-chip"));
		const relay = start(await Relay.start(example.port));
		const device = start(boot(build(example.folder, { port: relay.port, epoch: Math.floor(Date.now() / 1000) })));
		await device.prints(/^TLS session of \d+ bytes$/);
		await device.prints("connected, session new");
		await device.prints(/^settled: \d+$/);
		relay.drop();
		await device.prints(/^disconnected: /);
		await device.prints("connected, session present");
		equal(relay.full[0], true);
		equal(relay.full.at(-1), false);
	});

	it("takes memory and time, written to bench/chip-tls.json and docs/tls.md", async () => {
		const example = start(await Example.start("tls-chip"));
		const relay = start(await Relay.start(example.port));
		const at = (name) => join(example.folder, "certificates", name);
		const resources = { "*": [at("authority"), at("meter"), at("meter-key")] };
		const config = { port: relay.port, epoch: Math.floor(Date.now() / 1000) };
		const device = start(boot(build(measured, config, { resources })));
		const report = { versions: versions() };
		for (const name of ["none", "full", "resumed"]) {
			const [, kind, ...values] = (await device.prints(/^memory\t/)).split("\t");
			equal(kind, name);
			report[name] = Object.fromEntries(COLUMNS.map((column, i) => [column, Math.round(Number(values[i]))]));
			if (name === "full") relay.drop();
		}
		equal(relay.full[0], true);
		equal(relay.full.at(-1), false);
		writeFileSync(results, `${JSON.stringify(report, null, "\t")}\n`);
		writeFileSync(document, withTLS(readFileSync(document, "utf8"), report));
	});

	it("reports that the clock is not set", async () => {
		const example = start(await Example.start("tls-chip"));
		const device = start(boot(build(example.folder, { port: example.port })));
		const line = await device.prints(/^disconnected: /);
		ok(line.includes("certificate expired or clock not set"), line);
	});
});
