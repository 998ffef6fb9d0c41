// The callbacks of a client, each about to be called.
import { Host, KEPT } from "./host.js";

/**
 * The packet that causes each callback, while "s" and "t" are being subscribed to and "u" and "v" unsubscribed from.
 */
const CAUSES = Object.freeze({
	onConnect: "20 02 01 00",
	onMessage: '32 05 00 01 "m" 00 09',
	onOversize: '32 40 00 01 "m" 00 09 "x"*59',
	onSubscribe: "90 04 FF FF 00 00",
	onUnsubscribe: "90 04 FF FF 00 00 B0 02 FF FF",
	onSettled: "90 04 FF FF 00 00 B0 02 FF FF",
	onDisconnect: "20 02 00 00",
});
export const NAMES = Object.freeze(Object.keys(CAUSES));
const OPTIONS = Object.freeze({ ...KEPT, buffers: Object.freeze({ send: 64, receive: 32, unacknowledged: 128 }) });

/** A host whose client calls back `name` when it receives `host.cause`, which has more packets after it. */
export function about(name) {
	const host = new Host();
	const client = host.online(OPTIONS);
	client.subscribe([{ filter: "s" }, { filter: "t" }]);
	client.unsubscribe(["u", "v"]);
	if (name === "onConnect") {
		client.close();
		client.connect();
		host.meet();
	}
	host.writes.length = host.log.length = 0;
	host.cause = `${CAUSES[name]} 30 04 00 01 "ab"`;
	return host;
}

/** The server answers one request after another, of which one at a time is pending. */
export function answer(host) {
	for (let turn = 0; turn < 6 && !host.made.settled; turn++) {
		const requests = host.writes.filter((write) => write[0] === 0x82 || write[0] === 0xa2);
		const request = requests[requests.length - 1];
		let count = 0;
		// The first one is that of about().
		if (!request) count = 2;
		else if (request[0] === 0x82) for (let at = 4; at < request.length; at += 3 + request[at + 1]) count++;
		host.send(count ? `90 0${2 + count} FF FF ${"00 ".repeat(count)}` : "B0 02 FF FF");
	}
}
