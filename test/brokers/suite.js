// Tests of the client with a real broker over real sockets: the same for every broker and version of MQTT.
import { Client, Reason, Refusal } from "mote-mqtt";
import { Eager } from "mote-mqtt/eager";
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { fallback } from "mote-mqtt/fallback";
import { Client as Client5, Reason as Reason5 } from "mote-mqtt/mqtt5";
import { tcp } from "mote-mqtt/tcp";
import { deepEqual, equal, ok } from "../assert.js";
import { Recorder } from "../hosts/node/recorder.js";
import { exchange, IN, numbered, OUT, Tally } from "./numbers.js";
import { Peer } from "./peer.js";

const MESSAGES = 1_000;

/** How to connect: the class of the client, options of all clients, and differences on the wire. */
export const SPOKEN = Object.freeze({
	3.1: { title: "The client", Client, options: {}, notAuthorized: 0x80, properties: 0 },
	5: { title: "The client of 5.0", Client: Client5, options: {}, notAuthorized: 0x87, properties: 1 },
	/** A 5.0 client with a broker that supports only 3.1.1. */
	fallen: {
		title: "The client of 5.0, fallen back to 3.1.1,",
		Client: Client5,
		options: { fallback },
		notAuthorized: 0x80,
		properties: 0,
	},
});

/** Declares the suite for `Broker`, with a client as in SPOKEN. */
export function suite(Broker, { title, Client, options, notAuthorized, properties } = SPOKEN[3.1]) {
	describe(`${title} with ${Broker.title}`, () => {
		let broker;
		let clients;
		let peers;
		let calls;

		before(async () => {
			broker = await Broker.start();
		});

		after(() => broker?.stop());

		beforeEach(() => {
			clients = [];
			peers = [];
			calls = new Recorder();
		});

		afterEach(() => {
			for (const client of clients) client.close();
			for (const peer of peers) peer.drop();
		});

		/** A client whose callbacks are recorded as plain values. */
		function make({ onMessage, ...others }) {
			const client = new Client({
				...tcp,
				host: "127.0.0.1",
				port: broker.port,
				reconnect: { minimum: 10, maximum: 100 },
				onConnect: ({ present }) => calls.on("onConnect")({ present }),
				onMessage:
					onMessage ??
					((message) => {
						const { topic, text, QoS, retain } = message;
						calls.on("onMessage")({ topic, text, QoS, retain });
					}),
				onOversize: ({ topic, total }) => calls.on("onOversize")({ topic, total }),
				onSubscribe: calls.on("onSubscribe"),
				onUnsubscribe: calls.on("onUnsubscribe"),
				onSettled: calls.on("onSettled"),
				onDisconnect(reason) {
					if (!options.fallback || reason.code !== Reason.unsupportedProtocolVersion) calls.on("onDisconnect")(reason);
				},
				...options,
				...others,
			});
			clients.push(client);
			return client;
		}

		async function connected(options) {
			const client = make(options);
			await calls.called("onConnect");
			return client;
		}

		async function connectPeer(id, options) {
			const peer = await Peer.connect(broker.port, { id, ...options });
			peers.push(peer);
			return peer;
		}

		async function subscribe(client, filter, QoS) {
			const before = calls.count("onSubscribe");
			equal(client.subscribe(filter, { QoS }), 0);
			await calls.called("onSubscribe", before + 1);
		}

		/** The arguments of the calls of `name`. */
		function all(name) {
			return calls.calls.filter((call) => call[0] === name).map((call) => call[1]);
		}

		/** Disconnects, and connects again as soon as that is done. */
		async function leave(client) {
			const before = calls.count("onDisconnect");
			client.disconnect();
			await calls.called("onDisconnect", before + 1);
			equal(all("onDisconnect").at(-1).code, Reason.disconnected);
		}

		describe("connecting", () => {
			it("accepts filters and messages that are sent eagerly with CONNECT, once and in order", async () => {
				let client;
				let topic;
				for (let time = 1; time <= 3; time++) {
					const settled = calls.count("onSettled") + 1;
					if (time > 1) client.connect();
					else {
						client = make({ id: "eager", clean: false, eager: new Eager(), connect: false });
						equal(client.subscribe("eager/#"), 0);
						topic = client.topic("eager/a", { QoS: 1 });
						client.connect();
					}
					for (let i = 1; i <= 10; i++) ok(topic.publish(`${time} ${i}`) > 0);
					await calls.called("onSettled", settled);
					await calls.called("onMessage", 10 * time);
					await leave(client);
				}
				deepEqual(
					all("onMessage").map(({ text }) => text),
					[1, 2, 3].flatMap((time) => Array.from({ length: 10 }, (_, i) => `${time} ${i + 1}`)),
				);
				// Not more connections than without eager publishing.
				equal(calls.count("onConnect"), 3);
				equal(calls.count("onDisconnect"), 3);
			});

			it("connects, by address and by name, and disconnects", async () => {
				for (const host of ["127.0.0.1", "localhost"]) {
					const times = calls.count("onConnect") + 1;
					const client = make({ id: "by-name", host });
					equal(client.connected, false);
					await calls.called("onConnect", times);
					equal(client.connected, true);
					await leave(client);
					equal(client.connected, false);
				}
				deepEqual(
					calls.calls.map(([name]) => name),
					["onConnect", "onDisconnect", "onConnect", "onDisconnect"],
				);
			});

			it("has its identifier assigned by the broker if it has none", async () => {
				const client = await connected({});
				await subscribe(client, "anonymous", 1);
				ok(client.topic("anonymous").publish("here") === 0);
				await calls.called("onMessage");
			});

			it("tries again until the broker is there", async () => {
				await broker.kill();
				try {
					make({ id: "early" });
					await calls.called("onDisconnect", 3);
				} finally {
					await broker.restart();
				}
				await calls.called("onConnect");
				const reasons = all("onDisconnect");
				for (const { code, retry } of reasons) {
					equal(code, Reason.connectFailed);
					ok(retry >= 5 && retry <= 100);
				}
			});

			it("is replaced by another client of the same identifier, and reports that or a lost connection", async () => {
				await connected({ id: "twin" });
				await connectPeer("twin");
				await calls.called("onDisconnect");
				const isTold = properties > 0 && Broker.saysTakenOver;
				const [{ code, retry }] = all("onDisconnect");
				equal(code, isTold ? Reason5.sessionTakenOver : Reason.connectionLost);
				equal(retry > 100_000, isTold);
			});
		});

		describe("credentials", () => {
			let guarded;

			before(async () => {
				guarded = await Broker.start({ users: { sensor: "correct horse" } });
			});

			after(() => guarded?.stop());

			it("are accepted, the password as text or bytes", async () => {
				const { port } = guarded;
				make({ id: "text", port, user: "sensor", password: "correct horse" });
				make({ id: "bytes", port, user: "sensor", password: new TextEncoder().encode("correct horse") });
				await calls.called("onConnect", 2);
				equal(calls.count("onDisconnect"), 0);
			});

			const wrong = {
				"are refused when the password is wrong": { user: "sensor", password: "wrong" },
				"are refused when the user is unknown": { user: "nobody", password: "correct horse" },
				"are refused when there are none": {},
			};
			for (const [title, credentials] of Object.entries(wrong)) {
				it(`${title}, and the client does not try again, where the app says so`, async () => {
					let sockets = 0;
					let scheduled;
					class Socket extends tcp.socket.io {
						constructor(options) {
							super(options);
							sockets++;
						}
					}
					const timer = {
						...tcp.timer,
						schedule(timer, interval, repeat) {
							scheduled = interval;
							tcp.timer.schedule(timer, interval, repeat);
						},
						clear(timer) {
							scheduled = undefined;
							tcp.timer.clear(timer);
						},
					};
					const reconnect = { minimum: 5, maximum: 100, refused: false };
					make({ id: "wrong", port: guarded.port, socket: { io: Socket }, timer, reconnect, ...credentials });
					await calls.called("onDisconnect");
					const [{ code, retry }] = all("onDisconnect");
					equal(code, Broker.refusal === 4 ? Reason.badUserNameOrPassword : Reason.notAuthorized);
					equal(retry, undefined);
					// No further attempt: there was one connection (and before it one in 5.0), and no timer runs.
					equal(sockets, options.fallback ? 2 : 1);
					equal(scheduled, undefined);
					deepEqual(
						calls.calls.map(([name]) => name),
						["onDisconnect"],
					);
				});
			}
		});

		describe("the will", () => {
			const will = { topic: "will/status", message: "lost", QoS: 1 };

			it("is published when the client is closed without DISCONNECT", async () => {
				const peer = await connectPeer("heir");
				await peer.subscribe("will/status");
				const client = await connected({ id: "mortal", will });
				client.close();
				const { text, QoS, retain } = await peer.message();
				deepEqual({ text, QoS, retain }, { text: "lost", QoS: 1, retain: false });
			});

			it("is published with its bytes, and retained if requested", async () => {
				const message = Uint8Array.of(0, 255, 128);
				const client = await connected({ id: "mortal", will: { topic: "will/retained", message, retain: true } });
				const early = await connectPeer("heir");
				await early.subscribe("will/retained");
				client.close();
				deepEqual([...(await early.message()).payload], [0, 255, 128]);
				const late = await connectPeer("late-heir");
				await late.subscribe("will/retained");
				equal((await late.message()).retain, true);
				await late.publish("will/retained", "", { retain: true });
			});

			it("may be empty", async () => {
				const peer = await connectPeer("heir");
				await peer.subscribe("will/empty");
				const client = await connected({ id: "mortal", will: { topic: "will/empty" } });
				client.close();
				equal((await peer.message()).payload.length, 0);
			});

			it("is not published when the client disconnects", async () => {
				const peer = await connectPeer("heir");
				await peer.subscribe("will/status");
				const client = await connected({ id: "mortal", will });
				await leave(client);
				// It would be published before the client has reconnected.
				client.connect();
				await calls.called("onConnect", 2);
				client.topic("will/status", { QoS: 1 }).publish("back");
				equal((await peer.message()).text, "back");
				await leave(client);
			});
		});

		describe("retained messages", () => {
			it("are set, and cleared by an empty payload", async () => {
				const client = await connected({ id: "keeper" });
				const state = client.topic("retained/state", { QoS: 1, retain: true });
				state.publish("on");
				await calls.called("onSettled");
				const first = await connectPeer("first");
				await first.subscribe("retained/#");
				const { topic, text, retain } = await first.message();
				deepEqual({ topic, text, retain }, { topic: "retained/state", text: "on", retain: true });

				state.publish();
				const cleared = await first.message();
				deepEqual({ text: cleared.text, retain: cleared.retain }, { text: "", retain: false });
				const second = await connectPeer("second");
				await second.subscribe("retained/#");
				await second.publish("retained/marker", "nothing before this");
				equal((await second.message()).text, "nothing before this");
			});

			it("are received with RETAIN, and later publications without", async () => {
				const peer = await connectPeer("keeper");
				await peer.publish("kept/lamp", "on", { retain: true });
				const client = await connected({ id: "viewer" });
				await subscribe(client, "kept/+", 1);
				await calls.called("onMessage");
				await peer.publish("kept/lamp", "off", { retain: true });
				await peer.publish("kept/lamp", "", { retain: true });
				await calls.called("onMessage", 3);
				deepEqual(all("onMessage"), [
					{ topic: "kept/lamp", text: "on", QoS: 1, retain: true },
					{ topic: "kept/lamp", text: "off", QoS: 1, retain: false },
					{ topic: "kept/lamp", text: "", QoS: 1, retain: false },
				]);
			});
		});

		describe("subscribing", () => {
			it("reports the granted QoS for each filter, in order", async () => {
				const client = await connected({ id: "subscriber" });
				client.subscribe([
					{ filter: "subscribed/a", QoS: 1 },
					{ filter: "subscribed/+/b" },
					{ filter: "subscribed/#", QoS: 1 },
				]);
				await calls.called("onSubscribe", 3);
				deepEqual(
					calls.calls.filter(([name]) => name === "onSubscribe"),
					[
						["onSubscribe", "subscribed/a", 1],
						["onSubscribe", "subscribed/+/b", 0],
						["onSubscribe", "subscribed/#", 1],
					],
				);
				equal(client.settled, true);
			});

			it("reports a refused filter, and grants the others", async () => {
				const guarded = await Broker.start({ denied: ["secret/#"] });
				try {
					const client = await connected({ id: "curious", port: guarded.port });
					client.subscribe([{ filter: "open/a", QoS: 1 }, { filter: "secret/#", QoS: 1 }, { filter: "open/b" }]);
					await calls.called("onSubscribe", 3);
					deepEqual(
						calls.calls.filter(([name]) => name === "onSubscribe"),
						[
							["onSubscribe", "open/a", 1],
							["onSubscribe", "secret/#", notAuthorized],
							["onSubscribe", "open/b", 0],
						],
					);
					const peer = await connectPeerTo(guarded);
					await peer.publish("secret/a", "hidden");
					await peer.publish("open/b", "shown");
					await calls.called("onMessage");
					deepEqual(all("onMessage"), [{ topic: "open/b", text: "shown", QoS: 0, retain: false }]);
					equal(client.connected, true);
				} finally {
					await guarded.stop();
				}
			});

			async function connectPeerTo({ port }) {
				const peer = await Peer.connect(port, { id: "guest" });
				peers.push(peer);
				return peer;
			}

			it("ends with unsubscribing, for those filters only", async () => {
				const client = await connected({ id: "subscriber" });
				await subscribe(client, [
					{ filter: "news/a", QoS: 1 },
					{ filter: "news/b", QoS: 1 },
					{ filter: "news/c", QoS: 1 },
				]);
				await calls.called("onSubscribe", 3);
				client.unsubscribe(["news/a", "news/b"]);
				client.unsubscribe("never/subscribed/to");
				await calls.called("onUnsubscribe", 3);
				// A broker may answer the second request first.
				deepEqual(all("onUnsubscribe").sort(), ["never/subscribed/to", "news/a", "news/b"]);
				const peer = await connectPeer("editor");
				for (const topic of ["news/a", "news/b", "news/c"]) await peer.publish(topic, "new");
				await calls.called("onMessage");
				deepEqual(
					all("onMessage").map(({ topic }) => topic),
					["news/c"],
				);
			});
		});

		describe("messages", () => {
			it("go out at QoS 0 and 1, in order for each", async () => {
				const peer = await connectPeer("listener");
				await peer.subscribe("out/#");
				const client = await connected({ id: "speaker" });
				const topics = [client.topic("out/0"), client.topic("out/1", { QoS: 1 })];
				for (let i = 0; i < 10; i++) {
					const result = topics[i & 1].publish(`message ${i}`);
					ok(i & 1 ? result > 0 : result === 0);
				}
				const received = [];
				for (let i = 0; i < 10; i++) received.push(await peer.message());
				// Order is guaranteed among messages of the same topic and QoS.
				for (const QoS of [0, 1]) {
					const expected = Array.from({ length: 5 }, (_, i) => `message ${2 * i + QoS}, not a duplicate`);
					const actual = received.filter(({ topic }) => topic === `out/${QoS}`);
					deepEqual(
						actual.map(({ text, duplicate }) => `${text}, ${duplicate ? "" : "not "}a duplicate`),
						expected,
					);
					for (const message of actual) equal(message.QoS, QoS);
				}
				await calls.called("onSettled");
			});

			it("come in at QoS 0 and 1", async () => {
				const client = await connected({ id: "listener" });
				await subscribe(client, "in/#", 1);
				const peer = await connectPeer("speaker");
				for (let i = 0; i < 10; i++) await peer.publish("in/a", `message ${i}`, { QoS: i & 1 });
				await calls.called("onMessage", 10);
				deepEqual(
					all("onMessage"),
					Array.from({ length: 10 }, (_, i) => ({ topic: "in/a", text: `message ${i}`, QoS: i & 1, retain: false })),
				);
			});

			it("come in at the QoS of the subscription, if that is lower", async () => {
				const client = await connected({ id: "modest" });
				await subscribe(client, "modest", 0);
				const peer = await connectPeer("speaker");
				await peer.publish("modest", "at most once");
				await calls.called("onMessage");
				deepEqual(all("onMessage"), [{ topic: "modest", text: "at most once", QoS: 0, retain: false }]);
			});

			it("carry any topic and payload: empty, of one byte, as large as the buffers are", async () => {
				const client = await connected({ id: "any", buffers: { send: 512, receive: 512 } });
				await subscribe(client, "any/#", 1);
				const name = "any/größe/€/😀";
				const topic = client.topic(name, { QoS: 1 });
				const most = 512 - 3 - 2 - new TextEncoder().encode(name).length - 2 - properties;
				// At QoS 0 there is no Packet Identifier, which takes 2 bytes.
				equal(client.topic(name).publish("x".repeat(most + 3)), Refusal.tooLarge);
				const texts = ["", "\0", "x".repeat(most)];
				for (const text of texts) ok(topic.publish(text) > 0);
				await calls.called("onMessage", 3);
				deepEqual(
					all("onMessage"),
					texts.map((text) => ({ topic: name, text, QoS: 1, retain: false })),
				);
			});

			// In 5.0 the server knows the maximum and must not send more.
			if (!properties)
				it("too large to be received are skipped, reported and acknowledged", async () => {
					const options = { id: "small", clean: false, buffers: { receive: 64 } };
					const client = await connected(options);
					await subscribe(client, "large/#", 1);
					const peer = await connectPeer("speaker");
					await peer.publish("large/a", Buffer.alloc(100_000, "a"));
					await peer.publish("large/b", Buffer.alloc(65, "b"), { QoS: 0 });
					await peer.publish("large/c", "fits");
					await calls.called("onMessage");
					deepEqual(all("onOversize"), [
						{ topic: "large/a", total: 100_000 },
						{ topic: "large/b", total: 65 },
					]);
					deepEqual(all("onMessage"), [{ topic: "large/c", text: "fits", QoS: 1, retain: false }]);
					// Nothing is resent.
					await leave(client);
					client.connect();
					await calls.called("onConnect", 2);
					await peer.publish("large/d", "next");
					await calls.called("onMessage", 2);
					equal(all("onMessage")[1].text, "next");
					equal(calls.count("onOversize"), 2);
				});

			it("too large to be received come in pieces, if requested", async () => {
				const size = 100_000;
				const received = Buffer.alloc(size);
				const seen = [];
				let next = 0;
				const client = await connected({
					id: "piecewise",
					buffers: { receive: 64 },
					oversize: "stream",
					onMessage(message) {
						const { bytes, start, end, offset, total, topic, QoS } = message;
						if (topic === "pieces/end") return calls.on("onMessage")();
						equal(offset, next);
						next += end - start;
						received.set(bytes.subarray(start, end), offset);
						if (next === total) seen.push({ topic, QoS, total });
					},
				});
				await subscribe(client, "pieces/#", 1);
				const payload = Buffer.alloc(size);
				for (let i = 0; i < size; i++) payload[i] = (i * 7) ^ (i >> 8);
				const peer = await connectPeer("speaker");
				await peer.publish("pieces/a", payload);
				await peer.publish("pieces/end", "");
				await calls.called("onMessage");
				deepEqual(seen, [{ topic: "pieces/a", QoS: 1, total: size }]);
				ok(received.equals(payload));
			});
		});

		describe("a session that is kept", () => {
			it("is present after reconnecting, with what was published meanwhile", async () => {
				const client = await connected({ id: "keeper", clean: false });
				await subscribe(client, "meanwhile/#", 1);
				await leave(client);
				const peer = await connectPeer("speaker");
				for (let i = 0; i < 20; i++) await peer.publish("meanwhile/a", `message ${i}`);
				client.connect();
				await calls.called("onMessage", 20);
				deepEqual(all("onConnect"), [{ present: false }, { present: true }]);
				deepEqual(
					all("onMessage").map(({ text }) => text),
					Array.from({ length: 20 }, (_, i) => `message ${i}`),
				);
			});

			it("is not present for a client with a clean session, which gets no messages from it", async () => {
				const first = await connected({ id: "forgetful", clean: false });
				await subscribe(first, "forgotten", 1);
				await leave(first);
				const peer = await connectPeer("speaker");
				await peer.publish("forgotten", "old");
				const second = make({ id: "forgetful" });
				await calls.called("onConnect", 2);
				await subscribe(second, "forgotten", 1);
				await peer.publish("forgotten", "new");
				await calls.called("onMessage");
				deepEqual(all("onConnect"), [{ present: false }, { present: false }]);
				deepEqual(
					all("onMessage").map(({ text }) => text),
					["new"],
				);
			});

			it("delivers messages that were accepted offline, after the next connection", async () => {
				const peer = await connectPeer("listener");
				await peer.subscribe("later/#");
				const client = make({ id: "offline", clean: false });
				const topic = client.topic("later/a", { QoS: 1 });
				for (let i = 0; i < 5; i++) ok(topic.publish(`message ${i}`) > 0);
				equal(client.connected, false);
				for (let i = 0; i < 5; i++) equal((await peer.message()).text, `message ${i}`);
				await calls.called("onSettled");
			});

			it("is ended by disconnect() only when everything accepted is acknowledged", async () => {
				const peer = await connectPeer("listener");
				await peer.subscribe("last/#");
				const client = make({ id: "leaver" });
				const topic = client.topic("last/words", { QoS: 1 });
				for (let i = 0; i < 5; i++) ok(topic.publish(`message ${i}`) > 0);
				client.disconnect();
				equal(topic.publish("too late"), Refusal.closed);
				await calls.called("onDisconnect");
				equal(all("onDisconnect")[0].code, Reason.disconnected);
				equal(client.settled, true);
				for (let i = 0; i < 5; i++) equal((await peer.message()).text, `message ${i}`);
			});
		});

		describe("keep alive", () => {
			it("keeps an idle connection open for longer than the broker's limit, with 1 second", async () => {
				const client = await connected({ id: "idle", keepAlive: 1_000 });
				await subscribe(client, "idle", 1);
				// The broker would close after 1.5 seconds of silence. Three PINGREQs take longer.
				for (let i = 0; i < 3; i++) await broker.pinged("idle");
				const peer = await connectPeer("speaker");
				await peer.publish("idle", "still here?");
				await calls.called("onMessage");
				equal(client.connected, true);
				equal(calls.count("onDisconnect"), 0);
			});
		});

		describe("a broker that is killed and restarted three times", () => {
			let restarted;

			beforeEach(async () => {
				// mosquitto has more than its 20 in flight when it is busy. It restores those beyond 20 as messages
				// that were never released, so they would come twice, although it has sent PUBREL for them
				// (MQTT-4.3.3-1).
				// released: they would come a second time, although it has sent PUBREL for them (MQTT-4.3.3-1).
				restarted = await Broker.start({ limits: { receiveMaximum: Broker.inFlight ?? 100 } });
			});

			afterEach(() => restarted?.stop());

			for (const QoS of [1, 2])
				it(`loses none of ${MESSAGES} messages each way at QoS ${QoS}, in order${QoS === 2 ? ", and brings none twice" : ""}`, async () => {
					const tally = new Tally();
					let published = 0;
					let subscribed = false;
					let client;
					let topic;

					function publish() {
						while (subscribed && published < MESSAGES && topic.publish(numbered(published)) > 0) published++;
					}

					const run = exchange(
						restarted,
						MESSAGES,
						() => {
							client = make({
								id: "device",
								port: restarted.port,
								clean: false,
								...(QoS === 2 && { exactlyOnce: new ExactlyOnce() }),
								onConnect(session) {
									calls.on("onConnect")({ present: session.present });
									if (!session.present) client.subscribe(IN, { QoS });
								},
								onSubscribe() {
									subscribed = true;
									publish();
								},
								onSettled() {
									calls.on("onSettled")();
									publish();
								},
								onMessage({ bytes, start, end }) {
									tally.take(bytes.subarray(start, end));
									calls.on("onMessage")();
								},
							});
							topic = client.topic(OUT, { QoS });
						},
						QoS,
					);
					await run.run();
					await calls.until(() => published === MESSAGES && client.settled && tally.count === MESSAGES);
					deepEqual(run.received.early, []);
					deepEqual(tally.early, []);
					if (QoS === 2) deepEqual([run.received.again, tally.again], [0, 0]);
					equal(run.kills, 3);
					// The first connection, and one for each restart, with the stored session.
					const sessions = all("onConnect").map(({ present }) => present);
					equal(sessions[0], false);
					ok(sessions.length >= 4);
					equal(sessions.indexOf(false, 1), -1);
				});
		});

		// aedes gives resent messages other identifiers after a reconnect, so at QoS 2 they look like new ones.
		describe("a sleep", () => {
			if (Broker.renumbers) return;

			it(`during which ${MESSAGES} messages at QoS 2 were queued delivers each of them once, in order, and sends as many`, async () => {
				const tally = new Tally();
				const sent = new Tally();
				const settings = {
					id: "sleeper",
					clean: false,
					exactlyOnce: new ExactlyOnce(),
					buffers: { unacknowledged: 65_535 },
					onMessage({ bytes, start, end }) {
						tally.take(bytes.subarray(start, end));
						calls.on("onMessage")();
					},
				};
				const client = await connected(settings);
				await subscribe(client, "sleep/in", 2);
				await leave(client);
				const peer = await connectPeer("waker", {
					onMessage: ({ payload }) => {
						sent.take(payload);
						calls.on("peer")();
					},
				});
				await peer.subscribe("sleep/out", 2);
				for (let i = 0; i < MESSAGES; ) {
					const window = [];
					while (window.length < 20) window.push(peer.publish("sleep/in", numbered(i++), { QoS: 2 }));
					await Promise.all(window);
				}
				client.connect();
				const topic = client.topic("sleep/out", { QoS: 2 });
				for (let i = 0; i < MESSAGES; i++) ok(topic.publish(numbered(i)) > 0);
				await calls.until(() => client.settled && tally.count === MESSAGES && sent.count === MESSAGES);
				deepEqual([tally.early, sent.early, tally.again, sent.again], [[], [], 0, 0]);
				// mosquitto sends everything at once regardless of Receive Maximum, and needs time for each step of
				// QoS 2.
			}).timeout(60_000);
		});
	});
}
