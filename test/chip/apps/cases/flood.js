// Publishes until the socket's peer, which does not read, has no room, and continues when the peer reads again. All
// messages are numbered and must arrive in order.
import config from "mc/config";
import { Client, Refusal } from "mote-mqtt";
import { tcp } from "mote-mqtt/tcp";
import Timer from "timer";

/** In milliseconds: without room for this long, there will be none until the peer reads. */
const PATIENCE = 500;
/** How many messages to publish then. */
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
		// The peer may be silent for a long time.
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

	/** Publishes until there is no room, or everything is published. */
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
		// The socket has no room for this message. It is queued, and sent before later ones.
		kept = client.topic("chip/kept", { QoS: 1 }).publish(String(count));
	}
}
