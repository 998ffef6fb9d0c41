// Publishes more than its peer reads, until that reads again. All that it publishes is numbered, and has to arrive in that order.
import config from "mc/config";
import { Client, Refusal } from "mote-mqtt";
import { tcp } from "mote-mqtt/tcp";
import Timer from "timer";

/** Milliseconds: what has had no room for so long has none until the peer reads. */
const PATIENCE = 500;
/** How many messages there are to publish then. */
const MORE = 200;

export function flood() {
	let count = 0;
	let last;
	let timer;
	let isFull = false;
	let kept;
	let end;

	const client = new Client({
		...tcp,
		host: config.host,
		port: Number(config.port),
		id: "flood",
		// The peer may be silent for as long as it likes.
		keepAlive: 600_000,
		timeout: 600_000,
		onConnect() {
			trace("flood: connected\n");
			publish();
		},
		onWritable() {
			if (isFull) trace("flood: room\n");
			isFull = false;
			if (timer !== undefined) Timer.clear(timer);
			timer = undefined;
			publish();
		},
		onOutcome(identifier, code) {
			trace("flood: ", identifier === kept ? "kept" : "end", ", outcome ", code, "\n");
		},
		onSettled() {
			if (end) trace("flood: settled\n");
		},
		onDisconnect: (reason) => trace("flood: disconnected: ", reason.text, "\n"),
	});
	const numbers = client.topic("chip/number");
	const payload = new Uint8Array(400);
	const view = new DataView(payload.buffer);

	/** Publishes until there is no room, or all is published. */
	function publish() {
		while (count !== last) {
			view.setUint32(0, count + 1);
			if (numbers.publish(payload) === Refusal.full) {
				if (last === undefined) timer = Timer.set(full, PATIENCE);
				return;
			}
			count++;
		}
		end = client.topic("chip/end", { QoS: 1 }).publish(String(count));
	}

	function full() {
		timer = undefined;
		isFull = true;
		last = count + MORE;
		trace("flood: full\n");
		// There is no room for it in the socket; it is kept, and goes before what is published later.
		kept = client.topic("chip/kept", { QoS: 1 }).publish(String(count));
	}
}
