// Feeds a stream of bytes to a client, records what the client does, and checks that it keeps its promises.
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
/** The size of the send buffer, which follows the receive buffer in memory. */
const SEND = 128;
/** The reason codes that a client reports when a server violates the protocol. */
const WRONG = { 4: [0x81, 0x82, 0x84, 0x85, 0x86, 0x87, 0x88, 0x93, 0x9b], 5: [0x81, 0x82, 0x93, 0x94, 0x95, 0x9b] };

/**
 * Delivers `bytes` to a client of `version` in segments whose sizes are taken from `segments` cyclically.
 * @param options `canary`: the byte that fills the client's buffers beforehand; `greeting`: the bytes begin with
 * CONNACK; `receive`: the size of the receive buffer; `oversize`: as for the client.
 * @returns { log, writes, connected }: what the app was told, and what was written (in hexadecimal).
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
	/** The message whose pieces are expected. */
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
	// Code that reads bytes before they were received would read this. The outcome must not depend on it.
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

/**
 * Makes requests that are unacknowledged when the bytes arrive: messages 1 to 3 at QoS 1, 4 at QoS 2, a subscription
 * and an unsubscription.
 */
function request(client) {
	const topic = client.topic("t", { QoS: 1 });
	for (let i = 1; i <= 3; i++) assert.equal(topic.publish("x"), i);
	assert.equal(client.topic("t", { QoS: 2 }).publish("x"), 4);
	assert.equal(client.subscribe(["s/1", "s/2"]), 0);
	assert.equal(client.unsubscribe("u"), 0);
}

/**
 * Checks the end of the connection: if the server violated the protocol, the client's last packet says why, and
 * nothing is answered to the server's DISCONNECT.
 */
function checkEnd(version, { log, writes, connected }) {
	const [, code] = log.at(-1);
	assert.equal(log.at(-1)[0], "ended", "nothing is reported after the end");
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

/** Whatever came before, the next connection must work. */
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
