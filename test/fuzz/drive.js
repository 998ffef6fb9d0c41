// A client at the mercy of a stream of bytes: what it makes of them, and that it keeps all its promises meanwhile.
import assert from "node:assert/strict";
import { Client as Client311 } from "mote-mqtt";
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { Client as Client5 } from "mote-mqtt/mqtt5";
import { toHex } from "../bytes.js";
import { listed } from "../mqtt5/packet.js";
import { Host } from "../mqtt311/host.js";
import { SERVER_DISCONNECTED } from "./packets.js";

const ACCEPTED = { 4: "20 02 00 00", 5: "20 03 00 00 00" };
const MESSAGE = { 4: '30 04 00 01 "zz"', 5: '30 05 00 01 "z" 00 "z"' };
/** The size of the buffer for what is sent, which lies behind the one for what is received. */
const SEND = 128;
/** What a client says itself of a server that does wrong. */
const WRONG = { 4: [0x81, 0x82, 0x84, 0x85, 0x86, 0x87, 0x88, 0x93, 0x9b], 5: [0x81, 0x82, 0x93, 0x94, 0x95, 0x9b] };

/**
 * Lets `bytes` arrive at a client of `version` in segments of the sizes in `segments`, which start over when they are used up.
 * @param options `canary`: what the client's buffers are full of before; `greeting`: the bytes begin with CONNACK; `receive`: the
 * size of the buffer; `oversize` as for the client.
 * @returns { log, writes, connected }: what the app was told, what was written (in hexadecimal).
 */
export function drive(
	version,
	bytes,
	segments,
	{ canary = 0, greeting = false, receive = 128, oversize = "skip" } = {},
) {
	const host = new Host();
	const log = [];
	let client;
	/** In which message pieces are awaited. */
	let open;
	const properties = () => (version === 5 ? [listed(client.properties)] : []);
	const options = host.options({
		exactlyOnce: new ExactlyOnce(),
		buffers: { send: SEND, receive, unacknowledged: 256 },
		oversize,
		...(version === 5 && { aliases: { send: 0, receive: 2, size: 64 } }),
		onConnect: (session) => log.push(["connected", session.present, ...properties()]),
		onMessage(message) {
			const { topic, QoS, identifier, retain, duplicate, offset, total } = message;
			assert.ok(message.start <= message.end && message.end <= message.bytes.length);
			assert.ok(message.topicStart <= message.topicEnd && message.topicEnd <= message.bytes.length);
			if (offset === 0) {
				open = ["message", topic, QoS, identifier, retain, duplicate, total, "", ...properties()];
				log.push(open);
			} else assert.deepEqual(properties(), version === 5 ? [open.at(-1)] : []);
			assert.equal(open[6], total);
			assert.equal(open[7].length / 2, offset);
			open[7] += Buffer.from(message.payload).toString("hex");
			assert.ok(open[7].length / 2 <= total);
		},
		onOversize: ({ topic, total }) => log.push(["oversize", topic, total]),
		onOutcome: (identifier, code) => log.push(["published", identifier, code, ...properties()]),
		onSubscribe: (filter, code) => log.push(["subscribed", filter, code, ...properties()]),
		onUnsubscribe: (filter, code) => log.push(["unsubscribed", filter, code, ...properties()]),
		onSettled: undefined,
		onDisconnect: ({ code }) => log.push(["ended", code]),
	});
	client = version === 5 ? new Client5(options) : new Client311(options);
	host.meet();
	if (!greeting) {
		host.send(ACCEPTED[version]);
		assert.equal(client.connected, true);
		request(client);
		host.writes.length = log.length = 0;
	}
	// Whoever reads what has not been received finds this; the outcome must not depend on it.
	client.connection.bytes.fill(canary, 0, receive + SEND);

	for (let at = 0, turn = 0; at < bytes.length && !host.socket.closed; turn++) {
		const end = Math.min(bytes.length, at + segments[turn % segments.length]);
		host.send(Uint8Array.from(bytes.slice(at, end)));
		at = end;
	}

	const ended = log.filter(([what]) => what === "ended");
	const writes = host.writes.map((write) => toHex(write));
	assert.equal(ended.length, host.socket.closed ? 1 : 0, "closed, and told so once");
	const outcome = { log: log.splice(0), writes, connected: client.connected };
	if (ended.length) checkEnd(version, outcome, client);
	checkNext(version, host, client, log);
	client.close();
	return outcome;
}

/** What is unacknowledged when the bytes arrive: messages 1 to 3 at QoS 1, 4 at QoS 2, a subscription and the end of one. */
function request(client) {
	const topic = client.topic("t", { QoS: 1 });
	for (let i = 1; i <= 3; i++) assert.equal(topic.publish("x"), i);
	assert.equal(client.topic("t", { QoS: 2 }).publish("x"), 4);
	assert.equal(client.subscribe(["s/1", "s/2"]), 0);
	assert.equal(client.unsubscribe("u"), 0);
}

/** The connection was ended: the server is told why, last of all, where it did wrong; nothing is answered to its DISCONNECT. */
function checkEnd(version, { log, writes, connected }) {
	const [, code] = log.at(-1);
	assert.equal(log.at(-1)[0], "ended", "nothing is told behind the end");
	assert.equal(connected, false);
	const last = writes.at(-1) ?? "";
	if (version === 4) {
		assert.ok(WRONG[4].includes(code), `code ${code}`);
		assert.ok(!last.startsWith("E0"), "DISCONNECT of 3.1.1 is not for errors");
	} else if (last.startsWith("E0")) {
		assert.ok(WRONG[5].includes(code), `code ${code}`);
		assert.equal(last, `E0 01 ${code.toString(16).toUpperCase()}`);
	} else assert.ok(code === SERVER_DISCONNECTED || (code >= 0x80 && code < 0x100), `code ${code}`);
}

/** Whatever has come before, the next connection is as any other. */
function checkNext(version, host, client, log) {
	if (!host.socket.closed) host.lose();
	log.length = 0;
	if (!client.connection.io) client.connect();
	host.meet();
	host.send(ACCEPTED[version]);
	assert.equal(client.connected, true, "the next connection");
	host.send(MESSAGE[version]);
	assert.equal(log.at(-1)[1], "z", "a message in the next connection");
	assert.equal(log.at(-1)[7], "7a");
}
