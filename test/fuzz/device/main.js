// Measures on a device what a random stream of packets allocates. The stream arrives repeatedly, with the garbage
// collector off.
import probe from "simulator:probe";
import config from "mc/config";
import { Client as Client311 } from "mote-mqtt";
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { Client as Client5 } from "mote-mqtt/mqtt5";
import { StreamSocket } from "socket";
import Time from "time";
import Timer from "timer";

const TIMES = 100;

const fromHex = (text) => {
	const bytes = new Uint8Array(text.length / 2);
	for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(i * 2, i * 2 + 2), 16);
	return bytes;
};
const connack = fromHex(config.connack);
const stream = fromHex(config.stream);
const sizes = fromHex(config.sizes);
const watch = { socket: undefined };
const counts = {
	messages: 0,
	pieces: 0,
	properties: 0,
	writes: 0,
	slots: 0,
	chunkBytes: 0,
	heapBytes: 0,
	collections: 0,
};
const version5 = config.version === "5";

const client = new (version5 ? Client5 : Client311)({
	host: "10.0.0.1",
	socket: { io: StreamSocket, watch },
	timer: Timer,
	time: Time,
	buffers: { send: 64, receive: 128, unacknowledged: 64 },
	...(version5 && { aliases: { send: 0, receive: 2, size: 64 } }),
	oversize: "stream",
	exactlyOnce: new ExactlyOnce(64),
	onMessage(message) {
		if (message.offset) counts.pieces++;
		else counts.messages++;
		if (!version5) return;
		const properties = client.properties;
		properties.rewind();
		while (properties.next()) counts.properties++;
	},
	onDisconnect({ text }) {
		trace(text, "\n");
		probe.exit(1);
	},
});

const waiting = Timer.repeat(() => {
	const { socket } = watch;
	if (!socket?.writes) return;
	Timer.clear(waiting);
	socket.send(connack, sizes);
	socket.send(stream, sizes);
	counts.messages = counts.pieces = counts.properties = 0;
	probe.collect();
	probe.collector(false);
	read(-1);
	for (let i = 0; i < TIMES; i++) socket.send(stream, sizes);
	read(1);
	trace(JSON.stringify(counts), "\n");
	client.close();
}, 1);

/** Adds or subtracts the counters, depending on the sign. */
function read(sign) {
	counts.slots += sign * probe.slots();
	counts.chunkBytes += sign * probe.chunkBytes();
	counts.heapBytes += sign * probe.heapBytes();
	counts.collections += sign * probe.collections();
	counts.writes += sign * watch.socket.writes;
}
