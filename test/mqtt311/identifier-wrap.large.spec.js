import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { equal, fail } from "../assert.js";
import { Host, KEPT } from "./host.js";

/** A client whose identifiers wrap more than twice while some requests are never, or late, acknowledged. */
class Around extends Host {
	/** Identifiers in use, and the first byte of the acknowledgement that each awaits. */
	inUse = new Map();
	seed = 1;
	isDeaf = true;

	begin() {
		this.online({
			...KEPT,
			keepAlive: 0,
			exactlyOnce: new ExactlyOnce(),
			buffers: { unacknowledged: 2_000 },
			onSettled: undefined,
		});
		this.one = this.made.topic("a", { QoS: 1 });
		this.two = this.made.topic("a", { QoS: 2 });
		this.packet = new Uint8Array(4);
		this.packet[1] = 2;
	}

	random(limit) {
		this.seed = (Math.imul(this.seed, 1_103_515_245) + 12_345) & 0x7fffffff;
		return (this.seed >> 8) % limit;
	}

	/** Makes some request. Its identifier must not be in use. */
	ask() {
		const kind = this.random(20);
		this.socket.room = this.capacity;
		const identifier = kind < 5 ? this.two.publish() : this.one.publish();
		if (!(identifier > 0 && identifier < 65_534)) fail(`refused: ${identifier}`);
		if (this.inUse.has(identifier)) fail(`${identifier} is in use`);
		this.inUse.set(identifier, kind < 5 ? 0x50 : 0x40);
		return identifier;
	}

	/** The server acknowledges; at QoS 2 one step. */
	acknowledge(identifier) {
		const type = this.inUse.get(identifier);
		const { packet } = this;
		packet[0] = type;
		packet[2] = identifier >> 8;
		packet[3] = identifier & 255;
		this.socket.room = this.capacity;
		this.send(packet.slice());
		if (type === 0x50) this.inUse.set(identifier, 0x70);
		else this.inUse.delete(identifier);
		return type === 0x50;
	}
}

describe("Packet Identifiers that wrap", () => {
	it("are never assigned twice, whatever is pending for how long, at any QoS [MQTT-2.3.1-2] [MQTT-2.3.1-3]", () => {
		const host = new Around();
		host.begin();
		const late = [];
		let asked = 0;
		let last = 0;
		let turns = 0;
		while (turns < 3) {
			const identifier = host.ask();
			asked++;
			if (identifier < last) turns++;
			last = identifier;
			// One in some hundreds is acknowledged late, a few of them never.
			if (host.random(300) === 0 && late.length < 40) {
				late.push(identifier);
				// At QoS 2 it may be half done.
				if (host.inUse.get(identifier) === 0x50 && host.random(2)) host.acknowledge(identifier);
			} else while (host.acknowledge(identifier));
			if (late.length > 10 && host.random(400) === 0) {
				const [one] = late.splice(5 + host.random(late.length - 5), 1);
				while (host.acknowledge(one));
			}
		}
		// Hardly more were left out than are in use.
		equal(asked > 3 * 65_533 - 3 * 60, true, asked);
		for (const identifier of [...host.inUse.keys()]) while (host.acknowledge(identifier));
		equal(host.made.settled, true);
	});

	it("are all used if all but a few are in use, and skipped otherwise", () => {
		const host = new Around();
		host.begin();
		const first = [];
		for (let i = 0; i < 30; i++) first.push(host.ask());
		for (let turn = 0; turn < 65_533 - 30; turn++) {
			const identifier = host.ask();
			equal(identifier, 31 + turn);
			while (host.acknowledge(identifier));
		}
		// In use: 1 to 30. The next is 31, unless one of these is free.
		let next = host.ask();
		equal(next, 31);
		while (host.acknowledge(next));
		for (const identifier of first) while (host.acknowledge(identifier));
		next = host.ask();
		equal(next, 32);
	});
});
