// TLS on a device, over the SDK's ssl/session: one app, controlled by its environment, with servers in Node.js.
import assert from "node:assert/strict";
import { constants } from "node:crypto";
import { connect, createServer as createTCPServer } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";
import { AedesBroker } from "../../brokers/aedes.js";
import { missing } from "../../require.js";
import { EXPECTED } from "../seam/exercise.js";
import { answer, parse } from "../seam/server.js";
import { Authority, hasOpenSSL, SIGNER } from "../tls/authority.js";
import { expectedOf, verdictsOf } from "../tls/verdict-servers.js";
import { CASES } from "../tls/verdicts.js";
import { build, launch, root } from "./sdk.js";

const hex = (bytes) => Buffer.from(bytes).toString("hex");

/** Listens on a free port of this machine. */
async function listen(server) {
	const sockets = new Set();
	server.on("connection", (socket) => {
		sockets.add(socket);
		socket.on("error", () => {}).on("close", () => sockets.delete(socket));
	});
	server.on("tlsClientError", () => {});
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	return {
		server,
		port: server.address().port,
		stop() {
			server.close();
			for (const socket of sockets) socket.destroy();
		},
	};
}

describe("TLS under the SDK's engine", function () {
	if (!hasOpenSSL()) return missing("openssl", "it makes the certificates");
	this.timeout(300_000);

	const authority = new Authority();
	let app;
	let broker;
	let taken;
	const open = [];

	before(async () => {
		app = build(join(root, "test/hosts/moddable/tls"), "tls");
		broker = await AedesBroker.start();
		broker.on("taken", ({ topic, payload }) => topic === "tls/out" && taken.push(String(payload)));
		authority
			.root("ca")
			.issue("good", "ca")
			.root("elliptic", { key: "ec" })
			.issue("good-ec", "elliptic", { key: "ec" });
		authority.issue("client", "ca", { extensions: "extendedKeyUsage=clientAuth" });
	});

	beforeEach(() => {
		taken = [];
	});

	afterEach(() => {
		for (const each of open.splice(0)) each.stop();
	});

	after(async () => {
		authority.remove();
		await broker?.stop();
	});

	/** A server with TLS 1.2 and these certificates, which passes what it receives to the broker, or to `heard`. */
	async function serve(names, { heard, ...options } = {}) {
		const server = createServer({
			cert: authority.pem(...names),
			key: authority.key(names[0]),
			maxVersion: "TLSv1.2",
			...options,
		});
		server.on("secureConnection", (socket) => {
			socket.on("error", () => {});
			if (heard) return heard(socket);
			const inner = connect(broker.port, "127.0.0.1");
			socket.pipe(inner).on("error", () => {});
			inner.pipe(socket);
		});
		const listening = await listen(server);
		open.push(listening);
		return listening;
	}

	/** A proxy. `change` may replace what the server sends, and what the device sends is recorded. */
	async function between(port, change) {
		const sent = [];
		const server = createTCPServer((socket) => {
			const there = connect(port, "127.0.0.1");
			socket.on("data", (bytes) => {
				sent.push(bytes);
				there.write(bytes);
			});
			there.on("data", (bytes) => change(bytes, socket)).on("error", () => {});
			there.on("end", () => socket.end());
			socket.on("end", () => there.end());
		});
		const listening = await listen(server);
		open.push(listening);
		return { port: listening.port, sent };
	}

	/** What a device prints, by line. */
	async function run(port, secure = {}, others = {}) {
		return say({
			port,
			host: "127.0.0.1",
			...others,
			secure: { certificate: hex(authority.der("ca")), ...secure },
		});
	}

	/** The same for a device with these options. */
	async function say(given) {
		const device = launch(app, { TLS: JSON.stringify(given) });
		let output = "";
		for (const stream of [device.process.stdout, device.process.stderr]) {
			stream.setEncoding("utf8").on("data", (text) => {
				output += text;
			});
		}
		assert.equal(await device.exit, 0, output);
		return output.split("\n").filter((line) => line && !line.startsWith("SSL: "));
	}

	/** The same, without the sessions. */
	const said = async (...given) => (await run(...given)).filter((line) => !line.startsWith("session "));

	const DONE = ["connected", "settled", "disconnected 0"];

	it("publishes at QoS 1", async () => {
		const { port, server } = await serve(["good"]);
		const ciphers = [];
		server.on("secureConnection", (socket) => ciphers.push(socket.getCipher().name));
		assert.deepEqual(await said(port), DONE);
		assert.deepEqual(taken, ["hello"]);
		assert.deepEqual(ciphers, ["ECDHE-RSA-AES128-GCM-SHA256"]);
	});

	it("offers only ciphers with forward secrecy and without a padding oracle", async () => {
		for (const ciphers of ["ECDHE-RSA-AES128-SHA256", "AES128-SHA", "DHE-RSA-AES128-GCM-SHA256", "AES128-GCM-SHA256"]) {
			const { port } = await serve(["good"], { ciphers: `${ciphers}:@SECLEVEL=0`, dhparam: "auto" });
			assert.deepEqual(await said(port), ["error alert handshake_failure", "disconnected 257"]);
		}
	});

	it("reads and writes at an offset", async () => {
		const { port } = await serve(["good"], { heard: answer, ciphers: "ECDHE-RSA-AES128-GCM-SHA256" });
		const lines = await said(port, {}, { overhead: 29 });
		assert.deepEqual(Object.fromEntries(parse(lines.join("\n"))), EXPECTED);
	});

	it("reports the room that is left by a record", async () => {
		const room = 1_536 - 29;
		// The server answers after it has received everything, which was written in one call.
		const heard = (socket) => {
			let left = room;
			socket.on("data", (bytes) => {
				left -= bytes.length;
				if (!left) socket.write("12345678");
			});
		};
		const { port } = await serve(["good"], { heard });
		const lines = await said(port, {}, { size: room, until: 8, room: true });
		assert.deepEqual(lines, [`writable ${room}`, "written", "readable 8 12345678", "closed"]);
	});

	it("publishes to a server with an ECDSA certificate", async () => {
		const { port } = await serve(["good-ec"]);
		assert.deepEqual(await said(port, { certificate: hex(authority.der("elliptic")) }), DONE);
		assert.deepEqual(taken, ["hello"]);
	});

	it("checks a server's name, an address, and a name that is not in the certificate", async () => {
		const { port, server } = await serve(["good"]);
		const names = [];
		server.on("secureConnection", ({ servername }) => names.push(servername));
		assert.deepEqual(await said(port, { serverName: "broker.test" }), DONE);
		assert.deepEqual(await said(port), DONE);
		assert.deepEqual(names, ["broker.test", false]);
		assert.equal((await said(port, { serverName: "elsewhere.test" }))[0], "error certificate is for another name");
	});

	describe("decides about a certificate:", () => {
		let verdicts;

		before(async () => {
			verdicts = await verdictsOf(async (plans) => JSON.parse((await say({ plans })).join("\n")));
		});

		CASES.forEach((each, index) => {
			const expected = expectedOf(each);
			it(`${each.title}: ${expected}`, () => assert.equal(verdicts[index], expected));
		});
	});

	it("trusts a chain, and any server with verify: false", async () => {
		authority.issue("middle", "ca", { extensions: SIGNER }).issue("below", "middle");
		authority.root("nobody").issue("nobodys", "nobody");
		const { port } = await serve(["below", "middle"]);
		assert.deepEqual(await said(port), DONE);
		const other = await serve(["nobodys"]);
		assert.deepEqual(await said(other.port, { verify: false }), DONE);
	});

	for (const key of ["rsa", "ec"]) {
		it(`shows its certificate to a server that asks, with a key of ${key}, and is sent away without`, async () => {
			authority.issue(`client-${key}`, "ca", { key, extensions: "extendedKeyUsage=clientAuth" });
			const { port, server } = await serve(["good"], {
				requestCert: true,
				rejectUnauthorized: true,
				ca: authority.pem("ca"),
			});
			const names = [];
			server.on("secureConnection", (socket) => names.push(socket.getPeerCertificate().subject.CN));
			const shown = {
				clientCertificates: [hex(authority.der(`client-${key}`))],
				clientKey: hex(authority.keyDER(`client-${key}`)),
			};
			for (let i = 0; i < 3; i++) assert.deepEqual(await said(port, shown), DONE);
			assert.deepEqual(names, Array(3).fill(`client-${key}`));
			assert.equal((await said(port, {}, { timeout: 2_000 })).includes("connected"), false);
		});
	}

	it("offers protocols", async () => {
		const { port, server } = await serve(["good"], { ALPNProtocols: ["mqtt"] });
		const chosen = [];
		server.on("secureConnection", ({ alpnProtocol }) => chosen.push(alpnProtocol));
		assert.deepEqual(await said(port, { applicationLayerProtocolNegotiation: ["other", "mqtt"] }), DONE);
		assert.deepEqual(await said(port, { applicationLayerProtocolNegotiation: "mqtt" }), DONE);
		assert.deepEqual(chosen, ["mqtt", "mqtt"]);
	});

	/** A server with tickets, which records whether each connection was resumed. */
	async function serveTickets(options) {
		const { port, server } = await serve(["good"], options);
		const reused = [];
		server.on("secureConnection", (socket) => reused.push(socket.isSessionReused()));
		return { port, server, reused };
	}

	it("resumes with a ticket, on the next connection and with a saved one", async () => {
		const { port, reused } = await serveTickets();
		const first = await run(port, {}, { rounds: 3 });
		assert.deepEqual(reused.splice(0), [false, true, true]);
		const [session] = first.filter((line) => line.startsWith("session ")).map((line) => line.slice(8));
		assert.ok(session.length / 2 < 400, `${session.length / 2} bytes`);
		assert.deepEqual(await said(port, { session }), DONE);
		assert.deepEqual(reused.splice(0), [true]);
		// A damaged session, another name, or another key of the server: a full handshake.
		const other = session.endsWith("0") ? "1" : "0";
		assert.deepEqual(await said(port, { session: session.slice(0, -1) + other }), DONE);
		assert.deepEqual(await said(port, { session, serverName: "broker.test" }), DONE);
		assert.deepEqual(reused, [false, false]);
		const renewed = await serveTickets();
		assert.deepEqual(await said(renewed.port, { session }), DONE);
		assert.deepEqual(renewed.reused, [false]);
	});

	it("resumes with a ticket of an OpenSSL server that stores nothing, and presents its certificate once", async () => {
		const { port, reused } = await serveTickets({
			requestCert: true,
			rejectUnauthorized: true,
			ca: authority.pem("ca"),
		});
		const shown = { clientCertificates: [hex(authority.der("client"))], clientKey: hex(authority.keyDER("client")) };
		const lines = await run(port, shown, { rounds: 3 });
		assert.deepEqual(reused, [false, true, true]);
		assert.ok(lines.some((line) => line.startsWith("session ")));
	});

	it("resumes its session by its identifier, on the next connection and with a saved one", async () => {
		const { port, server } = await serve(["good"], { secureOptions: constants.SSL_OP_NO_TICKET });
		const sessions = new Map();
		const reused = [];
		server.on("newSession", (id, data, done) => {
			sessions.set(hex(id), data);
			done();
		});
		server.on("resumeSession", (id, done) => done(null, sessions.get(hex(id)) ?? null));
		server.on("secureConnection", (socket) => reused.push(socket.isSessionReused()));
		const first = await run(port, {}, { rounds: 2 });
		assert.deepEqual(reused, [false, true]);
		const kept = first.filter((line) => line.startsWith("session ")).map((line) => line.slice(8));
		assert.equal(kept.length, 1);
		assert.deepEqual(await run(port, { session: kept[0] }), DONE);
		assert.deepEqual(reused, [false, true, true]);
		// A damaged session, another name, or a session that the server does not know: a full handshake.
		assert.deepEqual(await said(port, { session: kept[0].replace(/^(.{60})./, "$1g").replace("g", "0") }), DONE);
		assert.deepEqual(await said(port, { session: kept[0], serverName: "broker.test" }), DONE);
		sessions.clear();
		assert.deepEqual(await said(port, { session: kept[0] }), DONE);
		assert.equal(taken.length, 6);
	});

	it("makes a full handshake when its session is refused by a server that stores none", async () => {
		const { port, server } = await serve(["good"]);
		const [line] = await run(port);
		server.removeAllListeners("newSession");
		const without = await serve(["good"], { secureOptions: constants.SSL_OP_NO_TICKET });
		assert.deepEqual(await said(without.port, { session: line.slice(8) }), DONE);
	});

	for (const [what, alert, detail] of [
		["a fatal alert", "15030300020228", "alert handshake_failure"],
		["a close_notify", "15030300020100", "closed by the server"],
		["an alert that is cut short", "150303000102", "records out of order"],
		["data", "170303000568656c6c6f", "records out of order"],
		["a change of ciphers", "140303000101", "records out of order"],
		["what is not TLS", "48545450", "malformed record"],
	]) {
		for (const piece of [0, 1]) {
			it(`ends, with nothing sent, for ${what} ${piece ? "instead of" : "before"} the server's second record`, async () => {
				const { port } = await serve(["good"]);
				let injected = false;
				const proxy = await between(port, (bytes, socket) => {
					if (injected) return;
					injected = true;
					const first = 5 + bytes.readUInt16BE(3);
					socket.write(
						Buffer.concat([
							bytes.subarray(0, first),
							Buffer.from(alert, "hex"),
							...(piece ? [] : [bytes.subarray(first)]),
						]),
					);
					if (what === "what is not TLS") socket.write(Buffer.alloc(8, 0x31));
				});
				assert.deepEqual(await said(proxy.port), [`error ${detail}`, "disconnected 257"]);
				assert.deepEqual(taken, []);
				assert.equal(Buffer.concat(proxy.sent).includes("MQTT"), false);
			});
		}
	}

	it("ignores a warning", async () => {
		const { port } = await serve(["good"]);
		let injected = false;
		const proxy = await between(port, (bytes, socket) => {
			if (!injected) socket.write(Buffer.from("15030300020170", "hex"));
			injected = true;
			socket.write(bytes);
		});
		assert.deepEqual(await said(proxy.port), DONE);
	});

	it("takes records in pieces of one byte", async () => {
		const { port } = await serve(["good"]);
		const proxy = await between(port, (bytes, socket) => {
			for (const byte of bytes) socket.write(Buffer.of(byte));
		});
		assert.deepEqual(await said(proxy.port), DONE);
	});

	it("detects a record that was changed", async () => {
		const { port } = await serve(["good"], { heard: (socket) => socket.write("hello") });
		const proxy = await between(port, (bytes, socket) => {
			const changed = Buffer.from(bytes);
			if (changed.at(0) === 23) changed[changed.length - 1] ^= 1;
			else if (changed.includes(Buffer.from("170303", "hex"))) changed[changed.length - 1] ^= 1;
			socket.write(changed);
		});
		assert.deepEqual(await said(proxy.port, {}, { size: 0, until: 5 }), ["writable", "error malformed record"]);
	});

	it("sends close_notify when it closes, after all that was written", async () => {
		let heard = 0;
		let ended;
		const goodbye = new Promise((resolve) => {
			ended = resolve;
		});
		const { port } = await serve(["good"], {
			heard(socket) {
				socket.on("data", (bytes) => {
					heard += bytes.length;
					if (heard === 20_000) socket.write("thanks");
				});
				// Node.js ends a socket on close_notify; otherwise it reports an error.
				socket.on("end", () => ended("end")).on("error", ({ message }) => ended(message));
			},
		});
		assert.deepEqual(await said(port, {}, { size: 20_000, until: 6 }), [
			"writable",
			"written",
			"readable 6 thanks",
			"closed",
		]);
		assert.equal(await goodbye, "end");
		assert.equal(heard, 20_000);
	});

	it("delivers everything that came before the server's close_notify", async () => {
		const { port } = await serve(["good"], { heard: (socket) => socket.end("a".repeat(40_000)) });
		const lines = await said(port, {}, { size: 0, until: 1e6 });
		const read = lines.filter((line) => line.startsWith("readable")).map((line) => Number(line.split(" ")[1]));
		assert.equal(
			read.reduce((a, b) => a + b),
			40_000,
		);
		assert.equal(lines.at(-1), "error closed by the server");
	});
});
