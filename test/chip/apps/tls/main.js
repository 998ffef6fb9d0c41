// Measures TLS: a full handshake, and after a lost connection a resumed one.
import Resource from "Resource";
import config from "mc/config";
import {
	chunkBytes,
	collect,
	freeHeap,
	leastFreeHeap,
	leastFreeNativeStack,
	microseconds,
	paintStack,
	peakChunkBytes,
	peakSlots,
	slots,
	stackSlots,
} from "measure";
import { Client } from "mote-mqtt";
import { tls } from "mote-mqtt/tls";
import Timer from "timer";

let start = 0;

/**
 * Prints milliseconds since the socket was created, memory in use without garbage, and the maximum since the last
 * call.
 */
function memory(name, time) {
	const most = [peakSlots(), peakChunkBytes()];
	collect();
	const of = [time, slots(), chunkBytes(), ...most, freeHeap(), leastFreeHeap(), stackSlots(), leastFreeNativeStack()];
	trace("memory\t", name, "\t", of.join("\t"), "\n");
	paintStack();
}

paintStack();
memory("none", 0);
const own = Number(config.client)
	? { clientCertificates: [new Resource("meter.der")], clientKey: new Resource("meter-key.der") }
	: {};
const host = tls({ certificate: new Resource("authority.der"), serverName: config.serverName, ...own });
const timed = class extends host.socket.io {
	constructor(options) {
		collect();
		start = microseconds();
		super(options);
	}
};
let name = "full";
new Client({
	...host,
	socket: { ...host.socket, io: timed },
	host: config.host,
	port: Number(config.port),
	id: "measured-tls",
	clean: false,
	reconnect: { minimum: 200, maximum: 1_000 },
	onConnect() {
		const time = (microseconds() - start) / 1000;
		// In the next turn, when the received bytes are processed.
		Timer.set(() => {
			memory(name, time);
			name = "resumed";
		}, 100);
	},
	onDisconnect: (reason) => trace("disconnected: ", reason.text, "\n"),
});
