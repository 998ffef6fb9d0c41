// The device of tls.sdk.js: does what the environment says, and prints what happens line by line.

import probe from "simulator:probe";
import { exercise } from "hosts/seam/exercise";
import { dialEach } from "hosts/tls/dial";
import { Client } from "mote-mqtt";
import { tls } from "mote-mqtt/tls";
import Timer from "timer";

const given = JSON.parse(probe.environment("TLS"));
const say = (...words) => trace(words.join(" "), "\n");

/** Bytes are given in hexadecimal. */
const bytes = (hex) => hex && Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

const { certificate, clientCertificates, clientKey, session, ...others } = given.secure ?? { verify: false };
const machine = tls({
	certificate: bytes(certificate),
	clientCertificates: clientCertificates?.map(bytes),
	clientKey: bytes(clientKey),
	session: bytes(session),
	onSession: (session) => say("session", hex(session)),
	...others,
});

/** Prints how a socket ends. */
class Socket extends machine.socket.io {
	constructor(options) {
		super({
			...options,
			onError(detail) {
				say("error", detail);
				options.onError.call(this, detail);
			},
		});
	}
}

/** MQTT: publishes at QoS 1 on `rounds` successive connections, then ends. */
function publish() {
	let rounds = given.rounds ?? 1;
	const client = new Client({
		...machine,
		socket: { ...machine.socket, io: Socket },
		host: given.host ?? "127.0.0.1",
		port: given.port,
		id: "tls",
		reconnect: false,
		timeout: given.timeout ?? 10_000,
		onConnect: () => say("connected"),
		onSettled() {
			say("settled");
			client.disconnect();
		},
		onDisconnect({ code }) {
			say("disconnected", code);
			if (--rounds) Timer.set(() => again());
			else probe.exit(0);
		},
	});
	const topic = client.topic("tls/out", { QoS: 1 });
	function again() {
		client.connect();
		topic.publish("hello");
	}
	topic.publish("hello");
}

/** Bytes: sends `size` of them when there is room, prints what it receives, and closes after `until`. */
function converse() {
	let left = given.size;
	let heard = 0;
	let written = 0;
	new Socket({
		...machine.socket,
		address: "127.0.0.1",
		host: given.host ?? "127.0.0.1",
		port: given.port,
		onWritable(count) {
			if (!written) say("writable", ...(given.room ? [count] : []));
			const size = Math.min(left, count);
			left -= size;
			written++;
			if (size) this.write(new Uint8Array(size).fill(97));
			if (size && !left) say("written");
		},
		onReadable(count) {
			heard += count;
			const text = String.fromArrayBuffer(this.read(count));
			say("readable", count, count < 80 ? text : "");
			if (heard >= given.until) {
				this.close();
				say("closed");
				Timer.set(() => probe.exit(0), 100);
			}
		},
		onError() {
			probe.exit(0);
		},
	});
}

/** The results of exercise(), as lines of JSON. */
function exerciseSocket() {
	const options = { ...machine.socket, host: "127.0.0.1", port: given.port, overhead: given.overhead };
	exercise(
		machine.socket.io,
		options,
		(...each) => say(JSON.stringify(each)),
		() => probe.exit(0),
	);
}

/** The results of dialEach(). */
function dialAll() {
	dialEach(tls, given.plans, (results) => {
		say(JSON.stringify(results));
		probe.exit(0);
	});
}

if (given.plans) dialAll();
else if (given.overhead !== undefined) exerciseSocket();
else if (given.size === undefined) publish();
else converse();
