// The contract of a TLS socket, with valid and invalid servers.
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { once } from "node:events";
import { missing } from "../../require.js";
import { answer, declare } from "../seam/server.js";
import { Authority, hasOpenSSL, SERVER, SIGNER } from "./authority.js";
import { pattern } from "./dial.js";
import { onMachines } from "./machines.js";
import { endServers, plainServer, records, relay, secureServer } from "./servers.js";

const HANDSHAKE = 22;
const ALERT = 21;
const APPLICATION_DATA = 23;

const hex = (bytes) => Buffer.from(bytes).toString("hex").toUpperCase();
const sample = (count) => Buffer.from(Array.from({ length: count }, (_, index) => pattern(index)));

const hasCertificates = hasOpenSSL();
const certificates = hasCertificates ? makeCertificates() : undefined;

function makeCertificates() {
	const authority = new Authority();
	const key = "ec";
	process.on("exit", () => authority.remove());
	return authority
		.root("authority", { key })
		.root("other", { key })
		.root("itself", { key, extensions: SERVER })
		.issue("intermediate", "authority", { key, extensions: SIGNER })
		.issue("server", "authority", { key })
		.issue("under", "intermediate", { key })
		.issue("expired", "authority", { key, days: [-10, -1] })
		.issue("early", "authority", { key, days: [1, 10] })
		.issue("nameless", "authority", { key, extensions: "basicConstraints=CA:FALSE", subject: "broker.test" })
		.issue("any", "authority", { key, extensions: "basicConstraints=CA:FALSE\nsubjectAltName=DNS:*.home.test" })
		.issue("six", "authority", { key, extensions: "basicConstraints=CA:FALSE\nsubjectAltName=IP:2001:DB8::17" })
		.issue("reader", "authority", { key, extensions: `${SERVER}\nextendedKeyUsage=clientAuth` })
		.issue("client", "authority", { extensions: "basicConstraints=CA:FALSE" })
		.issue("small client", "authority", { key, extensions: "basicConstraints=CA:FALSE" })
		.issue("other client", "authority", { extensions: "basicConstraints=CA:FALSE" });
}

await onMachines((machine) => {
	describe(`TLS ${machine.title}`, function () {
		this.timeout(60_000);
		if (!hasCertificates) return missing("openssl", "it cannot be run");

		const der = (name) => hex(certificates.der(name));
		const certificate = der("authority");
		const own = { clientCertificates: [der("client")], clientKey: hex(certificates.keyDER("client")) };

		/** A server with the certificate `name` and its issuers. */
		function serve(name, options, onConnection) {
			const chain = name === "under" ? ["intermediate"] : [];
			return secureServer(certificates.pem(name, ...chain), certificates.key(name), options, onConnection);
		}

		afterEach(endServers);

		/** Runs a plan with the server on `port`. Returns the result. */
		function dial(port, { secure, ...plan } = {}, options = {}) {
			return machine.dial({ port, secure: { certificate, ...secure }, ...plan }, options);
		}

		/**
		 * Checks that a connection failed, that nothing else was called, and that nothing can be written. Returns the
		 * detail.
		 */
		async function failure(port, plan) {
			const { calls, after } = await dial(port, { send: 1, ...plan });
			equal(calls.length, 1, calls.join(", "));
			equal(after, "nothing");
			return calls[0];
		}

		describe("with a trusted server", () => {
			it("is ready after the handshake, and sends and receives", async () => {
				const server = await serve("server", {}, (socket) => socket.pipe(socket));
				const result = await dial(server.port, { send: 1_000, receive: 1_000 });
				deepEqual(result.calls, ["writable", "readable"]);
				equal(result.received, 1_000);
				equal(result.wrong, 0);
				ok(server.received[0].bytes.equals(sample(1_000)));
			});

			it("sends the server's name to it (SNI), unless that is an address", async () => {
				const server = await serve("server");
				await dial(server.port, { send: 1 });
				await dial(server.port, { send: 1, host: "elsewhere.test", secure: { serverName: "broker.test" } });
				await dial(server.port, { send: 1, host: "127.0.0.1" });
				deepEqual(
					(await server.connections(3)).map(({ name }) => name),
					["broker.test", "broker.test", false],
				);
			});

			it("accepts the IPv6 address in the certificate, and no other, and does not send it to the server", async () => {
				const server = await serve("six");
				equal((await dial(server.port, { send: 1, host: "2001:db8:0::17" })).sent, 1);
				equal((await server.connections(1))[0].name, false);
				equal(await failure(server.port, { host: "2001:db8::18" }), "error: certificate is for another name");
			});

			it("follows the server's certificates up to the authority", async () => {
				const server = await serve("under");
				equal((await dial(server.port, { send: 1 })).sent, 1);
			});

			it("trusts an authority that was itself issued by another", async () => {
				const server = await serve("under");
				const secure = { certificate: der("intermediate") };
				equal((await dial(server.port, { send: 1, secure })).sent, 1);
			});

			it("writes the whole first room in one call", async () => {
				const server = await serve("server");
				let count = 0;
				for (const sendBuffer of machine.node ? [0] : [1_072, 5_744, 65_535]) {
					const result = await dial(server.port, { send: 200_000 }, sendBuffer ? { sendBuffer } : {});
					equal(result.sent, 200_000);
					if (sendBuffer)
						ok(
							result.room < sendBuffer - 28 && (result.room > sendBuffer - 500 || result.room === 16_384),
							String(result.room),
						);
					const connection = (await server.connections(++count)).at(-1);
					if (!connection.socket.readableEnded) await once(connection.socket, "end");
					ok(connection.bytes.equals(sample(200_000)));
				}
			});

			it("receives more than it has room for, and loses nothing", async () => {
				const server = await serve("server", {}, (socket) => socket.write(sample(500_000)));
				const result = await dial(server.port, { receive: 500_000 });
				equal(result.received, 500_000);
				equal(result.wrong, 0);
			});

			it("delivers what came before the end of the connection, then reports one error", async () => {
				const server = await serve("server", {}, (socket) => socket.end(sample(100_000)));
				const result = await dial(server.port, { wait: true });
				equal(result.received, 100_000);
				equal(result.wrong, 0);
				// Node.js does not report whether there was a close_notify.
				equal(result.calls.at(-1), machine.node ? "error: connection lost" : "error: closed by the server");
				equal(result.calls.filter((call) => call.startsWith("error")).length, 1);
				equal(result.after, "nothing");
			});

			it("reports an end without close_notify in the same way", async () => {
				const server = await serve("server");
				let count = 0;
				const between = await relay(server.port, (record) => record);
				server.on("secureConnection", (socket) => socket.write(sample(1_000)));
				between.on("connection", (client) => {
					const seen = records((record) => {
						if (record[0] === APPLICATION_DATA && ++count === 1) client.end();
					});
					const write = client.write.bind(client);
					client.write = (data) => {
						const result = write(data);
						seen(data);
						return result;
					};
				});
				const result = await dial(between.port, { wait: true });
				equal(result.received, 1_000);
				equal(result.calls.at(-1), "error: connection lost");
			});

			it("sends close_notify when it is closed", async () => {
				const server = await serve("server");
				const between = await relay(server.port);
				await dial(between.port, { send: 10 });
				const [connection] = await server.connections(1);
				if (!connection.socket.readableEnded) await once(connection.socket, "end");
				equal(connection.bytes.length, 10);
				equal(between.types.at(-1), ALERT);
				equal(between.types.filter((type) => type === ALERT).length, 1);
			});
		});

		describe("at an offset", () => {
			declare(async () => {
				const server = await serve("server", { ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256" }, answer);
				const { said } = await dial(server.port, { exercise: machine.node ? 0 : 29 });
				return new Map(said);
			});
		});

		if (!machine.node) {
			it("reports the room that is left by a record", async () => {
				const server = await serve("server");
				const between = await relay(server.port);
				const result = await dial(between.port, { send: 100_000 }, { sendBuffer: 1_072 });
				equal(result.room, 1_072 - 29);
				equal(result.sent, 100_000);
				const sizes = between.sizes.filter((_, index) => between.types[index] === APPLICATION_DATA);
				equal(Math.max(...sizes), 1_072);
			});
		}

		it("offers only ciphers with forward secrecy and without a padding oracle", async () => {
			for (const ciphers of ["ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES128-SHA256", "DHE-RSA-AES128-GCM-SHA256"]) {
				const server = await serve("server", { ciphers: `${ciphers}:@SECLEVEL=0` });
				equal(await failure(server.port), "error: alert handshake_failure");
			}
		});

		describe("with a wrong server", () => {
			/** Connects. The server must not receive one byte of the app's. */
			async function refusal(server, plan) {
				const between = await relay(server.port);
				const text = await failure(between.port, plan);
				ok(!between.types.includes(APPLICATION_DATA), "application data was sent");
				return text;
			}

			it("fails for a certificate of another authority", async () => {
				const server = await serve("server");
				const secure = { certificate: der("other") };
				equal(await refusal(server, { secure }), "error: certificate not trusted");
			});

			it("fails for a self-signed certificate", async () => {
				const server = await serve("itself");
				equal(await refusal(server), "error: certificate not trusted");
			});

			it("fails for a certificate whose issuer may not sign", async () => {
				const server = await serve("under");
				const secure = { certificate: der("client") };
				equal(await refusal(server, { secure }), "error: certificate not trusted");
			});

			it("fails for a certificate of another name", async () => {
				const server = await serve("server");
				equal(await refusal(server, { host: "other.test" }), "error: certificate is for another name");
				const secure = { serverName: "test" };
				equal(await refusal(server, { secure }), "error: certificate is for another name");
				equal(await refusal(server, { host: "127.0.0.2" }), "error: certificate is for another name");
			});

			it("checks alternative names for names only, and matches a star with one part of a name", async () => {
				const nameless = await serve("nameless");
				equal(await refusal(nameless), "error: certificate is for another name");
				const any = await serve("any");
				equal((await dial(any.port, { send: 1, host: "broker.home.test" })).sent, 1);
				for (const host of ["home.test", "a.broker.home.test"])
					equal(await refusal(any, { host }), "error: certificate is for another name");
			});

			it("fails for a certificate that is for clients only", async () => {
				const server = await serve("reader");
				equal(await refusal(server), "error: certificate is not for servers");
			});

			it("fails for a certificate that is expired, or not valid yet", async () => {
				for (const each of ["expired", "early"]) {
					const server = await serve(each);
					equal(await refusal(server), "error: certificate expired or clock not set");
				}
			});

			it("connects in all these cases with verify: false", async () => {
				const server = await serve("expired");
				const secure = { certificate: undefined, verify: false };
				equal((await dial(server.port, { host: "other.test", send: 10, secure })).sent, 10);
			});
		});

		describe("with a server that violates TLS", () => {
			/** A server that answers the first bytes with `answer`, and continues to listen. */
			async function answering(answer, then = () => {}) {
				const server = await plainServer((socket) => {
					socket.on(
						"data",
						records((record) => server.types.push(record[0])),
					);
					socket.once("data", () => {
						socket.write(answer);
						then(socket);
					});
					socket.on("end", () => socket.end());
				});
				server.types = [];
				return server;
			}

			it("fails if there is no server", async () => {
				const server = await plainServer(() => {});
				const { port } = server;
				await endServers();
				equal(await failure(port), "error: connection failed");
			});

			it("fails if it uses another protocol", async () => {
				const server = await answering("HTTP/1.1 400 Bad Request\r\n\r\n");
				equal(await failure(server.port), "error: malformed record");
			});

			it("fails for a fatal alert in the middle of the handshake, and reports which", async () => {
				for (const [code, name] of Object.entries({
					40: "handshake_failure",
					70: "protocol_version",
					80: "internal_error",
				})) {
					const server = await answering(Buffer.from([ALERT, 3, 3, 0, 2, 2, Number(code)]));
					equal(await failure(server.port), `error: alert ${name}`);
				}
			});

			it("is never ready, whatever plaintext alerts, ciphers and data come", async () => {
				const alert = Buffer.from([ALERT, 3, 3, 0, 2, 1, 0]);
				const change = Buffer.from([20, 3, 3, 0, 1, 1]);
				const finished = Buffer.from([HANDSHAKE, 3, 3, 0, 16, 20, 0, 0, 12, ...Array(12).fill(0)]);
				const data = Buffer.from([APPLICATION_DATA, 3, 3, 0, 4, 0x20, 2, 0, 0]);
				for (const answer of [alert, change, finished, data, Buffer.concat([alert, change, finished, data])]) {
					const server = await answering(answer, (socket) => socket.end());
					match(await failure(server.port), /^error: /);
					ok(!server.types.includes(APPLICATION_DATA));
				}
			});

			it("fails if the connection ends in the middle of the handshake", async () => {
				const ending = await answering("", (socket) => socket.end());
				equal(await failure(ending.port), "error: connection lost");
				const resetting = await answering("", (socket) => socket.resetAndDestroy());
				equal(await failure(resetting.port), "error: connection lost");
				const server = await serve("server");
				const between = await relay(server.port, () => "");
				between.on("connection", (client) => client.once("data", () => setTimeout(() => client.end(), 50)));
				equal(await failure(between.port), "error: connection lost");
			});

			it("fails if received bytes were changed, in the handshake or later", async () => {
				const server = await serve("server", {}, (socket) => socket.write(sample(100)));
				for (const type of [HANDSHAKE, APPLICATION_DATA]) {
					const between = await relay(server.port, (record) => {
						if (record[0] === type) record[record.length - 1] ^= 1;
						return record;
					});
					const { calls, received } = await dial(between.port, { wait: true });
					equal(received, 0);
					if (type === APPLICATION_DATA) equal(calls.at(-1), "error: malformed record");
					else match(calls.join(), /^error: (handshake failed|malformed record|alert \w+|certificate not trusted)$/);
				}
			});

			it("fails if a plaintext alert comes later", async () => {
				const server = await serve("server", {}, (socket) => socket.write(sample(100)));
				const alert = Buffer.from([ALERT, 3, 3, 0, 2, 1, 0]);
				const between = await relay(server.port, (record) => (record[0] === APPLICATION_DATA ? alert : record));
				const { calls } = await dial(between.port, { wait: true });
				equal(calls.at(-1), "error: malformed record");
			});
		});

		describe("with options", () => {
			it("offers the protocols of applicationLayerProtocolNegotiation", async () => {
				const server = await serve("server", { ALPNProtocols: ["x-amzn-mqtt-ca"] });
				const offer = (applicationLayerProtocolNegotiation) => ({
					send: 1,
					secure: { applicationLayerProtocolNegotiation },
				});
				await dial(server.port, offer(["mqtt", "x-amzn-mqtt-ca"]));
				await dial(server.port, offer("x-amzn-mqtt-ca"));
				deepEqual(
					(await server.connections(2)).map(({ alpn }) => alpn),
					["x-amzn-mqtt-ca", "x-amzn-mqtt-ca"],
				);
				equal(await failure(server.port, offer("mqtt")), "error: alert no_application_protocol");
			});

			it("presents the client's certificate, of RSA or P-256, on request", async () => {
				const options = { requestCert: true, rejectUnauthorized: true, ca: certificates.pem("authority") };
				const server = await serve("server", options);
				await dial(server.port, { send: 1, secure: own });
				equal((await server.connections(1))[0].client, "client");
				const secure = {
					clientCertificates: [der("small client")],
					clientKey: hex(certificates.keyDER("small client")),
				};
				await dial(server.port, { send: 1, secure });
				equal((await server.connections(2))[1].client, "small client");
				equal(await failure(server.port), "error: alert handshake_failure");
			});

			it("throws when it is created with an invalid certificate or key", async () => {
				const wrong = {
					"tls.certificate": { certificate: "300102" },
					"tls.clientCertificates": { ...own, clientCertificates: ["300102"] },
					"tls.clientKey": { ...own, clientCertificates: [der("other client")] },
					"tls.serverName": { serverName: ".test" },
				};
				for (const [name, secure] of Object.entries(wrong)) {
					const { thrown } = await dial(1, { send: 1, secure });
					ok(thrown.startsWith(`TypeError: ${name}: expected `), thrown);
				}
			});

			it("refuses unknown options, and names the intended one", async () => {
				const { thrown } = await dial(1, { secure: { rejectUnauthorized: false } });
				match(thrown, /^TypeError: unknown option: tls.rejectUnauthorized; expected certificate, verify, /);
				const { thrown: again } = await dial(1, { secure: { servername: "a" } });
				match(again, /^TypeError: unknown option: tls.servername; expected serverName$/);
			});

			it("requires an authority, unless it verifies nothing", async () => {
				const { thrown } = await dial(1, { secure: { certificate: undefined } });
				match(thrown, /^TypeError: tls.certificate: /);
			});
		});

		describe("sessions", () => {
			const resumed = async (server, count) =>
				(await server.connections(count)).map((connection) => connection.resumed);

			it("are resumed by the next connection", async () => {
				const server = await serve("server");
				const { sessions } = await dial(server.port, { send: 1, dials: 3 });
				deepEqual(await resumed(server, 3), [false, true, true]);
				ok(sessions.length >= 1);
			});

			it("are resumed from saved bytes", async () => {
				const server = await serve("server");
				const { sessions } = await dial(server.port, { send: 1 });
				equal(sessions.length, 1);
				await dial(server.port, { send: 1, secure: { session: sessions[0] } });
				deepEqual(await resumed(server, 2), [false, true]);
			});

			it("do not make a connection fail when they are damaged, truncated or empty: the handshake is a full one", async () => {
				const server = await serve("server");
				const { sessions } = await dial(server.port, { send: 1 });
				const bytes = Buffer.from(sessions[0], "hex");
				const damaged = [0, 20, 40, bytes.length >> 1, bytes.length - 1].map((at) => {
					const copy = Buffer.from(bytes);
					copy[at] ^= 1;
					return copy;
				});
				const all = [...damaged, bytes.subarray(0, 100), bytes.subarray(0, 31), Buffer.from("x")];
				for (const each of all) await dial(server.port, { send: 1, secure: { session: hex(each) } });
				deepEqual(await resumed(server, 1 + all.length), Array(1 + all.length).fill(false));
			});

			it("do not make a connection fail when the server no longer knows them", async () => {
				const first = await serve("server");
				const { sessions } = await dial(first.port, { send: 1 });
				const second = await serve("server");
				const again = await dial(second.port, { send: 1, secure: { session: sessions[0] } });
				deepEqual(await resumed(second, 1), [false]);
				equal(again.sessions.length, 1);
				ok(again.sessions[0] !== sessions[0]);
			});

			it("are not used for another name or another authority, nor after verify: false", async () => {
				const server = await serve("server");
				const [mine, unverified] = [
					(await dial(server.port, { send: 1 })).sessions[0],
					(await dial(server.port, { send: 1, secure: { verify: false } })).sessions[0],
				];
				const certificate = der("other");
				equal(await failure(server.port, { secure: { session: mine, certificate } }), "error: certificate not trusted");
				equal(
					await failure(server.port, { secure: { session: mine }, host: "other.test" }),
					"error: certificate is for another name",
				);
				equal(
					await failure(server.port, { secure: { session: unverified }, host: "other.test" }),
					"error: certificate is for another name",
				);
			});

			it("have no more bytes than fit into memory kept through a deep sleep", async () => {
				const server = await serve("server");
				const { sessions } = await dial(server.port, { send: 1 });
				ok(sessions[0].length / 2 < 600, `${sessions[0].length / 2} bytes`);
			});

			it("are resumed by ticket with a server that stores none, and after the client has presented its certificate", async () => {
				const server = await serve("server", {
					requestCert: true,
					rejectUnauthorized: true,
					ca: certificates.pem("authority"),
				});
				await dial(server.port, { send: 1, dials: 3, secure: own });
				deepEqual(await resumed(server, 3), [false, true, true]);
			});

			it("with a list of authorities are resumed while the list is the same", async () => {
				const server = await serve("server");
				const list = [der("other"), certificate];
				const { sessions } = await dial(server.port, { send: 1, secure: { certificate: list } });
				await dial(server.port, { send: 1, secure: { certificate: list, session: sessions[0] } });
				await dial(server.port, { send: 1, secure: { session: sessions[0] } });
				deepEqual(await resumed(server, 3), [false, true, false]);
			});

			it("are resumed without tickets, too", async () => {
				const kept = new Map();
				const { constants } = await import("node:crypto");
				const server = await serve("server", { secureOptions: constants.SSL_OP_NO_TICKET });
				server.on("newSession", (id, data, done) => {
					kept.set(hex(id), data);
					done();
				});
				server.on("resumeSession", (id, done) => done(null, kept.get(hex(id))));
				await dial(server.port, { send: 1, dials: 2 });
				deepEqual(await resumed(server, 2), [false, true]);
			});
		});

		if (machine.node) {
			it("speaks TLS 1.3 with a server that supports it, and resumes there", async () => {
				const server = await serve("server", { maxVersion: "TLSv1.3" }, (socket) => socket.pipe(socket));
				await dial(server.port, { send: 10, receive: 10, dials: 2 });
				deepEqual(
					(await server.connections(2)).map(({ protocol, resumed }) => [protocol, resumed]),
					[
						["TLSv1.3", false],
						["TLSv1.3", true],
					],
				);
			});
		} else {
			it("speaks only TLS 1.2, as a device does", async () => {
				const server = await serve("server", { maxVersion: "TLSv1.3" });
				await dial(server.port, { send: 1 });
				equal((await server.connections(1))[0].protocol, "TLSv1.2");
				const newer = await serve("server", { minVersion: "TLSv1.3", maxVersion: "TLSv1.3" });
				equal(await failure(newer.port), "error: alert protocol_version");
			});
		}
	});
});
