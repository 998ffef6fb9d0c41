// Tests of the features of 5.0 with a real broker: the same for every broker, except for features that its class says
// it lacks.

import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { Client, Property, PropertyList, Reason, Refusal } from "mote-mqtt/mqtt5";
import { Redirect } from "mote-mqtt/redirect";
import { tcp } from "mote-mqtt/tcp";
import { deepEqual, equal, ok } from "../assert.js";
import { Recorder } from "../hosts/node/recorder.js";
import { Between } from "./between.js";
import { Peer } from "./peer.js";

const CONNECT = 0x10;
const PUBLISH = 3;
const PUBACK = 0x40;
const PINGREQ = 0xc0;

const TEXTS = ["contentType", "responseTopic"];

/** The properties of the current packet in the peer's form. */
function plain(properties) {
	const all = {};
	properties.rewind();
	while (properties.next()) {
		const { identifier, value, bytes, start, end } = properties;
		const name = Object.keys(Property).find((each) => Property[each] === identifier);
		if (name === "userProperty") all.user = [...(all.user ?? []), [properties.name, properties.text]];
		else if (name === "subscriptionIdentifier") all[name] = [...(all[name] ?? []), value];
		else if (name === "correlationData") all[name] = [...bytes.subarray(start, end)];
		else all[name] = TEXTS.includes(name) ? properties.text : value;
	}
	return all;
}

/** Waits by the broker's clock, because there is no event to await. */
function pass(seconds) {
	return new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
}

/** The machine's clock and timers, which can be advanced. */
function clock() {
	let ahead = 0;
	let ring;
	const time = {
		get ticks() {
			return (tcp.time.ticks + ahead) | 0;
		},
	};
	const timer = {
		...tcp.timer,
		repeat(callback, interval) {
			const alarm = tcp.timer.repeat(callback, interval);
			ring = () => callback(alarm);
			return alarm;
		},
	};
	const advance = (milliseconds) => {
		ahead += milliseconds;
		ring();
	};
	return { time, timer, advance };
}

/** Declares the suite for `Broker`. */
export function suite5(Broker) {
	describe(`5.0 with ${Broker.title}`, () => {
		let broker;
		let clients;
		let peers;
		let calls;
		/** What a case has started, to be ended with it. */
		let started;

		before(async () => {
			broker = await Broker.start({ limits: { topicAliasMaximum: 2 } });
		});

		after(() => broker?.stop());

		beforeEach(() => {
			clients = [];
			peers = [];
			started = [];
			calls = new Recorder();
		});

		afterEach(async () => {
			for (const client of clients) client.close();
			for (const peer of peers) peer.drop();
			for (const each of started) await each.stop();
		});

		function make(options) {
			const client = new Client({
				...tcp,
				host: "127.0.0.1",
				port: broker.port,
				reconnect: { minimum: 10, maximum: 100 },
				onConnect: calls.on("onConnect"),
				onMessage({ topic, text, QoS, retain }) {
					calls.on("onMessage")({ topic, text, QoS, retain, properties: plain(client.properties) });
				},
				onOutcome: calls.on("onOutcome"),
				onSubscribe: calls.on("onSubscribe"),
				onUnsubscribe: calls.on("onUnsubscribe"),
				onSettled: calls.on("onSettled"),
				onDisconnect: calls.on("onDisconnect"),
				...options,
			});
			clients.push(client);
			return client;
		}

		async function connected(options) {
			const client = make(options);
			const before = calls.count("onConnect");
			await calls.called("onConnect", before + 1);
			return client;
		}

		/** A client that is connected from aedes's point of view as well, which is some time after CONNACK. */
		async function settled(options) {
			const client = await connected(options);
			await subscribe(client, "settled", 0);
			return client;
		}

		async function connectPeer(id, options) {
			const peer = await Peer.connect(options?.port ?? broker.port, { id, version: 5, ...options });
			peers.push(peer);
			return peer;
		}

		async function start(limits) {
			const other = await Broker.start({ limits });
			started.push(other);
			return other;
		}

		async function between(other = broker) {
			const proxy = await Between.start(other);
			started.push(proxy);
			return proxy;
		}

		async function subscribe(client, filter, QoS, options) {
			const before = calls.count("onSubscribe");
			equal(client.subscribe(filter, { QoS, ...options }), 0);
			await calls.called("onSubscribe", before + 1);
		}

		async function leave(client, ...how) {
			const before = calls.count("onDisconnect");
			client.disconnect(...how);
			await calls.called("onDisconnect", before + 1);
		}

		async function back(client) {
			const before = calls.count("onConnect");
			client.connect();
			await calls.called("onConnect", before + 1);
			return all("onConnect").at(-1);
		}

		/** The arguments of the calls of `name`. */
		function all(name) {
			return calls.calls.filter((call) => call[0] === name).map((call) => call[1]);
		}

		const texts = (messages) => messages.map(({ text }) => text);

		describe("properties of messages", () => {
			const user = [
				["colour", "grün"],
				["colour", "red"],
				["", ""],
			];

			it("reach subscribers: those of the topic and those of the message", async () => {
				const peer = await connectPeer("listener");
				await peer.subscribe("properties/out", 1, { subscriptionIdentifier: 300 });
				const client = await connected({ id: "speaker" });
				const own = new PropertyList(32);
				const topic = client.topic("properties/out", {
					QoS: 1,
					payloadFormat: 1,
					contentType: "text/plain",
					responseTopic: "answers/to/me",
					correlationData: Uint8Array.of(0, 255, 1),
					userProperties: { colour: ["grün", "red"], "": "" },
					expiry: 100_000,
					properties: own,
				});
				own.addUser(Uint8Array.of(0x6e), Uint8Array.of(0x31));
				ok(topic.publish("one") > 0);
				own.clear();
				ok(topic.publish("two") > 0);
				for (const [text, more] of Object.entries({ one: [["n", "1"]], two: [] })) {
					const message = await peer.message();
					equal(message.text, text);
					deepEqual(message.properties, {
						...message.properties,
						payloadFormat: 1,
						contentType: "text/plain",
						responseTopic: "answers/to/me",
						correlationData: [0, 255, 1],
						user: [...user, ...more],
						subscriptionIdentifier: [300],
					});
					ok([99, 100].includes(message.properties.messageExpiry));
				}
			});

			it("are received with a message, and so is the identifier of the subscription", async () => {
				const client = await connected({ id: "listener" });
				await subscribe(client, "properties/in", 1, { subscriptionIdentifier: 268_435_455 });
				const peer = await connectPeer("speaker");
				const properties = {
					payloadFormat: 1,
					messageExpiry: 100,
					contentType: "text/plain",
					responseTopic: "answers/größe",
					correlationData: [0, 1, 2],
					user,
				};
				await peer.publish("properties/in", "all", { properties });
				await peer.publish("properties/in", "none");
				await calls.called("onMessage", 2);
				const [first, second] = all("onMessage");
				ok([99, 100].includes(first.properties.messageExpiry));
				deepEqual(
					{ ...first.properties, messageExpiry: 100 },
					{ ...first.properties, ...properties, subscriptionIdentifier: [268_435_455] },
				);
				deepEqual(second.properties, { subscriptionIdentifier: [268_435_455] });
			});
		});

		describe("message expiry", () => {
			it("is what remains after a message was queued for the client; expired messages do not arrive", async () => {
				const client = await connected({ id: "sleeper", clean: false });
				await subscribe(client, "expiry/in", 1);
				await leave(client);
				const peer = await connectPeer("speaker");
				for (const [text, messageExpiry] of Object.entries({ short: 1, long: 100 }))
					await peer.publish("expiry/in", text, { properties: { messageExpiry } });
				await peer.publish("expiry/in", "for ever");
				await pass(2.1);
				await back(client);
				await calls.called("onMessage", 2);
				const received = all("onMessage");
				deepEqual(texts(received), ["long", "for ever"]);
				const { messageExpiry } = received[0].properties;
				if (Broker.reckonsExpiry) ok(messageExpiry === 97 || messageExpiry === 98, `${messageExpiry}`);
				equal(received[1].properties.messageExpiry, undefined);
			});

			it("is what remains after a message was queued in the client; expired messages are not sent", async () => {
				const { time, timer, advance } = clock();
				const peer = await connectPeer("listener");
				await peer.subscribe("expiry/out");
				const client = make({ id: "speaker", time, timer });
				const topic = client.topic("expiry/out", { QoS: 1, expiry: 5_000 });
				const expired = topic.publish("short");
				topic.expiry = 100_000;
				const sent = topic.publish("long");
				ok(expired > 0 && sent > 0);
				advance(10_000);
				const { text, properties } = await peer.message();
				equal(text, "long");
				ok([89, 90].includes(properties.messageExpiry), `${properties.messageExpiry}`);
				await calls.called("onSettled");
				deepEqual(
					calls.calls.filter(([name]) => name === "onOutcome"),
					[
						["onOutcome", expired, Reason.messageExpired],
						["onOutcome", sent, 0],
					],
				);
			});
		});

		it("topics get as many aliases as the broker accepts, those used most", async () => {
			const proxy = await between();
			const named = [];
			proxy.onClient = (header, body) => {
				if (header >> 4 === PUBLISH) named.push(body.toString("utf8", 2, 2 + body.readUInt16BE(0)));
			};
			const peer = await connectPeer("listener");
			await peer.subscribe("alias/#");
			const client = await connected({ id: "speaker", port: proxy.port });
			equal(all("onConnect")[0].topicAliasMaximum, 2);
			const topics = ["a", "b", "c"].map((name) => client.topic(`alias/${name}`, { QoS: 1 }));
			for (const index of [0, 1, 0, 1, 2, 2, 0, 2, 2, 1, 0]) topics[index].publish(`${index}`);
			const received = [];
			for (let i = 0; i < 11; i++) received.push(await peer.message());
			deepEqual(
				received.map(({ topic, text }) => `${topic} ${text}`),
				[0, 1, 0, 1, 2, 2, 0, 2, 2, 1, 0].map((index) => `alias/${"abc"[index]} ${index}`),
			);
			// The third topic is sent by name until it is used more often than another one, which loses its alias.
			deepEqual(named, ["alias/a", "alias/b", "", "", "alias/c", "alias/c", "", "alias/c", "", "alias/b", ""]);
			// Aliases belong to a connection: the next one begins without.
			await calls.until(() => client.settled);
			client.close();
			await back(client);
			named.length = 0;
			topics[0].publish("again");
			equal((await peer.message()).topic, "alias/a");
			deepEqual(named, ["alias/a"]);
		});

		it("respects the broker's receive maximum of 1, and loses none of 1,000 messages", async () => {
			const other = await start({ receiveMaximum: 1 });
			const proxy = await between(other);
			let inFlight = 0;
			let most = 0;
			proxy.onClient = (header) => {
				if (header >> 4 === PUBLISH) most = Math.max(most, ++inFlight);
			};
			proxy.onBroker = (header) => {
				if (header === PUBACK) inFlight--;
			};
			const received = [];
			const onMessage = ({ text }) => calls.on("taken")(received.push(text));
			const peer = await connectPeer("listener", { port: other.port, onMessage });
			await peer.subscribe("quota");
			let published = 0;
			const publish = () => {
				while (published < 1_000 && topic.publish(`${published}`) > 0) published++;
			};
			const client = await connected({
				id: "speaker",
				port: proxy.port,
				onOutcome: () => calls.on("onOutcome")(publish()),
			});
			equal(all("onConnect")[0].receiveMaximum, 1);
			const topic = client.topic("quota", { QoS: 1 });
			publish();
			await calls.called("onOutcome", 1_000);
			ok(client.settled);
			// The broker has forwarded what it has acknowledged.
			await peer.publish("quota", "end");
			await calls.until(() => received.at(-1) === "end");
			deepEqual(received, Array.from({ length: 1_000 }, (_, i) => `${i}`).concat("end"));
			equal(most, 1);
			equal(inFlight, 0);
		});

		describe("packets that are too large", () => {
			it("for the broker are refused, or given up if the limit becomes known later", async () => {
				const { port } = await start({ maximumPacketSize: 64 });
				const client = make({ id: "large", port });
				const topic = client.topic("large", { QoS: 1 });
				const early = topic.publish("x".repeat(64));
				const fits = topic.publish("x".repeat(64 - 12));
				ok(early > 0 && fits > 0);
				await calls.called("onSettled");
				equal(all("onConnect")[0].maximumPacketSize, 64);
				deepEqual(
					calls.calls.filter(([name]) => name === "onOutcome").map(([, ...of]) => of),
					[
						[early, Reason.packetTooLarge],
						[fits, Reason.noMatchingSubscribers],
					].map(([identifier, code]) => [identifier, code === Reason.packetTooLarge || Broker.saysNoMatch ? code : 0]),
				);
				equal(topic.publish("x".repeat(64 - 12 + 1)), Refusal.tooLarge);
				equal(client.subscribe(`large/${"x".repeat(60)}`), 0);
				await calls.called("onSubscribe");
				equal(calls.calls.find(([name]) => name === "onSubscribe")[2], Reason.packetTooLarge);
				equal(client.connected, true);
			});

			if (Broker.obeysMaximumPacketSize)
				it("for the client do not arrive", async () => {
					const client = await connected({ id: "small", buffers: { receive: 64 } });
					await subscribe(client, "large/in", 1);
					const peer = await connectPeer("speaker");
					await peer.publish("large/in", "x".repeat(64));
					await peer.publish("large/in", "x".repeat(64 - 15));
					await calls.called("onMessage");
					deepEqual(texts(all("onMessage")), ["x".repeat(64 - 15)]);
					equal(client.connected, true);
				});
			else
				it("for the client end the connection with a broker that violates the limit", async () => {
					const client = await connected({ id: "small", buffers: { receive: 64 } });
					await subscribe(client, "large/in", 0);
					const peer = await connectPeer("speaker");
					await peer.publish("large/in", "x".repeat(64), { QoS: 0 });
					await calls.called("onDisconnect");
					equal(all("onDisconnect")[0].code, Reason.packetTooLarge);
					await calls.called("onConnect", 2);
				});
		});

		describe("the session", () => {
			it("is kept as long as requested, and no longer", async () => {
				const client = await connected({ id: "keeper", clean: false, sessionExpiry: 1_000 });
				equal(all("onConnect")[0].sessionExpiry, 1_000);
				await subscribe(client, "session/in", 1);
				await leave(client);
				equal((await back(client)).present, true);
				await leave(client);
				await pass(Broker.expiresSessionsIn);
				equal((await back(client)).present, false);
			});

			it("is kept with a clean start as well, if requested", async () => {
				const client = await connected({ id: "starter", clean: true, sessionExpiry: 60_000 });
				await subscribe(client, "session/start", 1);
				await leave(client);
				const peer = await connectPeer("speaker");
				equal(await peer.publish("session/start", "kept"), 0);
				make({ id: "starter", clean: false });
				await calls.called("onMessage");
				equal(all("onConnect").at(-1).present, true);
			});

			it("is ended by disconnect() with a session expiry of 0", async () => {
				const client = await connected({ id: "leaver", clean: false });
				await subscribe(client, "session/left", 1);
				await leave(client, 1_000, { sessionExpiry: 0 });
				equal((await back(client)).present, false);
			});

			it("belongs to the client identifier that the broker has assigned, from the first connection on", async () => {
				const proxy = await between();
				const ids = [];
				proxy.onClient = (header, body) => {
					// Name, version, flags and keep alive; properties shorter than 128 bytes; the identifier.
					const at = 10 + 1 + body[10];
					if (header === CONNECT) ids.push(body.toString("utf8", at + 2, at + 2 + body.readUInt16BE(at)));
				};
				const client = await connected({ port: proxy.port });
				const { id } = all("onConnect")[0];
				ok(id.length > 0);
				await leave(client);
				equal((await back(client)).id, undefined);
				deepEqual(ids, ["", id]);
			});
		});

		describe("a subscription", () => {
			it("without the client's own messages (No Local)", async () => {
				const client = await connected({ id: "loner" });
				await subscribe(client, [{ filter: "local/a", QoS: 1, noLocal: true }]);
				await subscribe(client, "local/b", 1);
				client.topic("local/a", { QoS: 1 }).publish("own");
				const peer = await connectPeer("other");
				await calls.called("onSettled", 3);
				await peer.publish("local/a", "other's");
				client.topic("local/b", { QoS: 1 }).publish("own");
				await calls.until(() => all("onMessage").some(({ topic }) => topic === "local/b"));
				deepEqual(
					all("onMessage").map(({ topic, text }) => `${topic} ${text}`),
					["local/a other's", "local/b own"],
				);
			});

			it("with RETAIN as published", async () => {
				const client = await connected({ id: "keeper" });
				await subscribe(client, [{ filter: "retained/as", QoS: 1, retainAsPublished: true }]);
				await subscribe(client, "retained/not", 1);
				const peer = await connectPeer("speaker");
				for (const topic of ["retained/as", "retained/not"]) await peer.publish(topic, "kept", { retain: true });
				await calls.called("onMessage", 2);
				deepEqual(
					all("onMessage").map(({ topic, retain }) => `${topic} ${retain}`),
					["retained/as true", "retained/not false"],
				);
				for (const topic of ["retained/as", "retained/not"]) await peer.publish(topic, "", { retain: true });
			});

			it("with retained messages: always, only if it is new, or never", async () => {
				const peer = await connectPeer("speaker");
				for (const n of [0, 1, 2]) await peer.publish(`handling/${n}`, `${n}`, { retain: true });
				const client = await connected({ id: "late" });
				const filters = [0, 1, 2].map((n) => ({ filter: `handling/${n}`, retainHandling: n }));
				for (const times of [1, 2]) {
					// With other options, because a granted filter is not requested again.
					equal(client.subscribe(filters, { QoS: 2 - times }), 0);
					await calls.called("onSubscribe", 3 * times);
				}
				await peer.publish("handling/2", "end");
				await calls.until(() => texts(all("onMessage")).includes("end"));
				deepEqual(texts(all("onMessage")).sort(), ["0", "0", "1", "end"]);
				for (const n of [0, 1, 2]) await peer.publish(`handling/${n}`, "", { retain: true });
			});

			it(
				Broker.shares ? "that is shared gets some of the messages" : "that is shared is refused, as the broker said",
				async () => {
					const one = await connected({ id: "one" });
					const { sharedSubscriptionAvailable } = all("onConnect")[0];
					equal(sharedSubscriptionAvailable, Broker.shares);
					await subscribe(one, "$share/group/jobs/#", 1);
					if (!Broker.shares) {
						const [, , code] = calls.calls.find(([name]) => name === "onSubscribe");
						return equal(code, Reason.sharedSubscriptionsNotSupported);
					}
					const other = await connected({ id: "other" });
					await subscribe(other, "$share/group/jobs/#", 1);
					let ones = 0;
					one.onMessage = ({ text }) => calls.on("onMessage")({ text }, ones++);
					const peer = await connectPeer("speaker");
					const numbers = Array.from({ length: 10 }, (_, i) => `${i}`);
					for (const text of numbers) await peer.publish("jobs/a", text);
					await calls.called("onMessage", 10);
					deepEqual(texts(all("onMessage")).sort(), numbers);
					ok(ones > 0 && ones < 10, `${ones}`);
				},
			);

			it("that does not exist: unsubscribing reports that", async () => {
				const client = await connected({ id: "nobody" });
				await subscribe(client, "there/is", 1);
				client.unsubscribe(["there/is", "there/is/not"]);
				await calls.called("onUnsubscribe", 2);
				deepEqual(
					calls.calls.filter(([name]) => name === "onUnsubscribe").map(([, filter, code]) => `${filter} ${code}`),
					["there/is 0", `there/is/not ${Broker.saysNoSubscription ? Reason.noSubscriptionExisted : 0}`],
				);
			});
		});

		describe("the will", () => {
			it("is published after its delay, with its properties", async () => {
				const peer = await connectPeer("heir");
				await peer.subscribe("will/delayed");
				const will = {
					topic: "will/delayed",
					message: "lost",
					QoS: 1,
					willDelay: 1_000,
					messageExpiry: 60_000,
					contentType: "text/plain",
					userProperties: { why: "lost" },
				};
				const client = await connected({ id: "mortal", sessionExpiry: 60_000, will });
				client.close();
				const { text, properties } = await peer.message();
				equal(text, "lost");
				deepEqual(properties, { ...properties, contentType: "text/plain", user: [["why", "lost"]] });
				ok([59, 60].includes(properties.messageExpiry));
			});

			it("is not published if the client reconnects before", async () => {
				const peer = await connectPeer("heir");
				await peer.subscribe("will/#");
				const will = { topic: "will/early", message: "lost", QoS: 1, willDelay: 1_000 };
				const client = await connected({ id: "mortal", clean: false, will });
				client.close();
				await back(client);
				await pass(2);
				client.topic("will/marker", { QoS: 1 }).publish("back");
				equal((await peer.message()).text, "back");
			});

			it("is published when the client disconnects, if requested", async () => {
				const peer = await connectPeer("heir");
				await peer.subscribe("will/said");
				const client = await connected({ id: "mortal", will: { topic: "will/said", message: "gone", QoS: 1 } });
				await leave(client, 1_000, { will: true });
				equal((await peer.message()).text, "gone");
			});
		});

		describe("the broker's reason", () => {
			if (Broker.saysNoMatch)
				it("for a message without subscribers", async () => {
					const client = await connected({ id: "ignored" });
					const identifier = client.topic("nobody/wants", { QoS: 1 }).publish("this");
					await calls.called("onOutcome");
					deepEqual(
						calls.calls.find(([name]) => name === "onOutcome"),
						["onOutcome", identifier, Reason.noMatchingSubscribers],
					);
				});

			it("for keep alive: the server's value is used", async () => {
				const { port } = await start({ keepAlive: 10 });
				const proxy = await between({ port });
				proxy.onClient = (header) => {
					if (header === PINGREQ) calls.on("ping")();
				};
				const { time, timer, advance } = clock();
				await connected({ id: "idle", port: proxy.port, time, timer });
				equal(all("onConnect")[0].keepAlive, 10_000);
				advance(10_000);
				await calls.called("ping");
			});

			it("for a malformed packet: here, a foreign packet with an unknown alias", async () => {
				const proxy = await between();
				await connected({ id: "blamed", port: proxy.port });
				proxy.inject(Buffer.from([0x30, 7, 0, 1, 0x61, 3, 35, 255, 255]));
				await calls.called("onDisconnect");
				const [{ code, text, retry }] = all("onDisconnect");
				deepEqual({ code, text }, { code: Reason.topicAliasInvalid, text: "topicAliasInvalid" });
				ok(retry > 0);
				await calls.called("onConnect", 2);
			});

			if (Broker.prototype.disconnect) {
				it("for a disconnect: the reason code and reason string", async () => {
					await settled({ id: "kicked" });
					broker.disconnect("kicked", Reason.administrativeAction, { reasonString: "the night watch" });
					await calls.called("onDisconnect");
					const [{ code, text, retry }] = all("onDisconnect");
					deepEqual({ code, text }, { code: Reason.administrativeAction, text: "the night watch" });
					ok(retry > 0);
					await calls.called("onConnect", 2);
				});

				it("for a redirection: the client follows it if the app wants that, else it returns to the same server", async () => {
					const other = await start();
					const there = await connectPeer("listener", { port: other.port });
					await there.subscribe("redirected");
					const client = await settled({ id: "sent", redirect: new Redirect() });
					const serverReference = `127.0.0.1:${other.port} 127.0.0.1:1`;
					broker.disconnect("sent", Reason.useAnotherServer, { serverReference });
					await calls.called("onConnect", 2);
					client.topic("redirected").publish("here I am");
					equal((await there.message()).text, "here I am");

					await settled({ id: "stays" });
					broker.disconnect("stays", Reason.serverMoved, { serverReference });
					await calls.called("onDisconnect", 2);
					const { code, retry } = all("onDisconnect").at(-1);
					equal(code, Reason.serverMoved);
					ok(retry > 0);
				});

				it("for a shutdown", async () => {
					const other = await start();
					await settled({ id: "last", port: other.port });
					await other.stop();
					await calls.called("onDisconnect");
					equal(all("onDisconnect")[0].code, Reason.serverShuttingDown);
				});
			}
		});

		it("a request is answered with its correlation data", async () => {
			const client = await connected({ id: "responder" });
			await subscribe(client, "request", 1);
			client.onMessage = (message) =>
				calls.on("onMessage")(message.responder({ QoS: 1 })?.publish(`${message.text} indeed`));
			const peer = await connectPeer("requester");
			await peer.subscribe("answers/requester");
			const properties = { responseTopic: "answers/requester", correlationData: [7, 0, 255] };
			await peer.publish("request", "is it warm?", { properties });
			const answer = await peer.message();
			equal(answer.text, "is it warm? indeed");
			deepEqual(answer.properties.correlationData, [7, 0, 255]);
			await peer.publish("request", "nobody asked");
			await calls.called("onMessage", 2);
			equal(all("onMessage")[1], undefined);
		});

		it("messages pass in both directions at QoS 2, once each", async () => {
			const client = await connected({ id: "exact", exactlyOnce: new ExactlyOnce(4) });
			await subscribe(client, "exactly/in", 2);
			const peer = await connectPeer("other");
			await peer.subscribe("exactly/out", 2);
			const topic = client.topic("exactly/out", { QoS: 2 });
			const numbers = Array.from({ length: 20 }, (_, i) => `${i}`);
			for (const text of numbers) {
				ok(topic.publish(text) > 0);
				await peer.publish("exactly/in", text, { QoS: 2 });
			}
			const received = [];
			while (received.length < 20) received.push(await peer.message());
			await calls.until(() => calls.count("onMessage") === 20 && client.settled);
			deepEqual(texts(received), numbers);
			deepEqual(texts(all("onMessage")), numbers);
			ok([...received, ...all("onMessage")].every(({ QoS }) => QoS === 2));
		});
	});
}
