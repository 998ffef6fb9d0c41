// A broker that keeps more messages on their way than there is room for, and that sends with a new connection what had no PUBREC under new identifiers,
// behind or before the others. It breaks MQTT-4.4.0-1, as brokers of the field do; a client must not end deaf because of it.
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { equal } from "../../assert.js";
import { Host, KEPT } from "../../mqtt311/host.js";

const ROOM = 4;
/** So many are on their way at a time, and so many there are in all. */
const WINDOW = 10;
const TOTAL = 40;

/** A broker with its queue. It takes what a client writes when it is told to go on. */
class Broker {
	waiting = Array.from({ length: TOTAL }, (_, number) => number);
	/** On their way: { identifier, number }. And identifiers that are not released yet. */
	unreceived = [];
	unreleased = [];
	last = 0;
	written = [];
	got = new Set();

	constructor(forgets) {
		const host = new Host();
		/** It drops what it should send PUBREL for. */
		this.forgets = forgets;
		this.host = host;
		host.onWrite = (bytes) => this.written.push(bytes);
		host.client({
			...KEPT,
			exactlyOnce: new ExactlyOnce(ROOM),
			onMessage: (message) => this.got.add(message.bytes[message.start]),
			onDisconnect: undefined,
		});
	}

	send(...bytes) {
		if (!this.host.socket.closed) this.host.send(new Uint8Array(bytes));
	}

	/** Each message of the window goes under an identifier that was never used. */
	publish() {
		while (this.waiting.length && this.unreceived.length < WINDOW) {
			const each = { identifier: ++this.last, number: this.waiting.shift() };
			this.unreceived.push(each);
			this.send(0x34, 6, 0, 1, 0x61, 0, each.identifier, each.number);
		}
	}

	packet([header, , high, low]) {
		const type = header >> 4;
		if (type === 1) {
			this.send(0x20, 2, 1, 0);
			for (const identifier of this.unreleased) this.send(0x62, 2, 0, identifier);
			this.waiting.unshift(...this.unreceived.map(({ number }) => number));
			this.unreceived.length = 0;
			this.publish();
		} else if (type === 5) {
			const at = this.unreceived.findIndex(({ identifier }) => identifier === low);
			if (at >= 0) this.unreceived.splice(at, 1);
			if (!this.forgets) {
				this.unreleased.push(low);
				this.send(0x62, 2, high, low);
			}
		} else if (type === 7) {
			this.unreleased = this.unreleased.filter((identifier) => identifier !== low);
			this.publish();
		} else if (type === 12) this.send(0xd0, 0);
	}

	/** Takes `count` packets that the client has written, or all. */
	goOn(count = Infinity) {
		for (; count > 0 && this.written.length; count--) this.packet(this.written.shift());
		if (!this.host.socket.closed) this.host.drain();
	}

	/** The client's next connection. */
	meet() {
		const { host } = this;
		const { sockets } = host;
		if (!host.socket?.closed && host.socket) host.lose();
		this.written.length = 0;
		while (host.sockets === sockets) host.step();
		host.accept();
	}
}

describe("A broker that sends messages at QoS 2 again under new identifiers, and more than there is room for", () => {
	for (const [what, forgets] of [
		["releases what was received", false],
		["has lost what was received, and never releases it", true],
	])
		it(`is heard out where it ${what}, however often the connection ends in between`, async () => {
			await undefined;
			const broker = new Broker(forgets);
			let connections = 0;
			for (; broker.got.size < TOTAL && connections < 60; connections++) {
				broker.meet();
				// Now and then it ends in the middle.
				broker.goOn(connections % 3 ? Infinity : 3);
				broker.goOn(connections % 3 ? Infinity : 0);
			}
			equal(broker.got.size, TOTAL, `${connections} connections`);
		});
});
