// Messages larger than memory in both directions, over TCP or in a WebSocket. The app checks what it receives and
// publishes the same bytes.
import config from "mc/config";
import { Client } from "mote-mqtt";
import { LargeMessages } from "mote-mqtt/large-messages";
import { tcp } from "mote-mqtt/tcp";
import { websocket } from "mote-mqtt/websocket";

/** The byte at an offset of the messages in both directions. */
const at = (offset) => (offset * 7 + (offset >> 8)) & 255;
let wrong = 0;
const large = new LargeMessages(512);

const client = new Client({
	...(Number(config.websocket) ? websocket(tcp, { path: "/mqtt" }) : tcp),
	host: config.host,
	port: Number(config.port),
	id: "streams",
	oversize: "stream",
	onSubscribe() {
		trace("ready\n");
	},
	onMessage(message) {
		const { bytes, start, end, offset, total } = message;
		for (let i = start; i < end; i++) if (bytes[i] !== at(offset + i - start)) wrong++;
		if (offset + end - start < total) return;
		trace("received ", total, " bytes, ", wrong, " wrong\n");
		wrong = 0;
		large.publishFrom(back, total, (from, into, most) => {
			for (let i = 0; i < most; i++) into[i] = at(from + i);
			return most;
		});
	},
	onOutcome(_identifier, code) {
		trace("outcome ", code, "\n");
	},
	onDisconnect(reason) {
		trace("disconnected: ", reason.text, "\n");
	},
});
client.subscribe("chip/there", { QoS: 1 });
const back = client.topic("chip/back", { QoS: 1 });
