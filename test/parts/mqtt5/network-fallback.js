// The network of test/mqtt311/network-qos2.js, whose server supports 3.1.1, with a client of 5.0 that may fall back.
import { fallback } from "mote-mqtt/fallback";
import { fail } from "../../assert.js";
import { Host5 } from "../../mqtt5/host.js";
import { Network2 } from "../../mqtt311/network-qos2.js";

export class NetworkFallback extends Network2 {
	/** Accepted messages without an outcome, by their identifiers. */
	untold5 = new Set();
	/** How often the client has fallen back. */
	falls = 0;

	constructor(seed) {
		super(seed);
		const { options } = this;
		// CONNECT of 5.0 must have less than 128 bytes.
		if (options.password) options.password = options.password.slice(0, 38);
		options.onOutcome = (identifier, code) => this.told(identifier, code);
		options.fallback = fallback;
	}

	machine(options) {
		return new Host5(options);
	}

	makeTopics(client) {
		super.makeTopics(client);
		// With properties, which 3.1.1 does not have.
		const options = { QoS: 1, contentType: "t", userProperties: { k: "v" } };
		if (this.random(2)) this.one = client.topic("one", options);
		if (this.random(2)) this.two = client.topic("two", { ...options, QoS: 2, expiry: 1_000_000_000 });
		this.one = this.watched(this.one);
		this.two = this.watched(this.two);
	}

	/** A topic whose accepted messages are recorded. */
	watched(topic) {
		return {
			publish: (payload, length) => {
				const identifier = topic.publish(payload, length);
				if (identifier > 0) {
					if (this.untold5.has(identifier)) fail(`identifier in use: ${identifier}`);
					this.untold5.add(identifier);
				}
				return identifier;
			},
		};
	}

	/** onOutcome. */
	told(identifier, code) {
		if (code || !this.untold5.delete(identifier)) fail(`told of ${identifier}, ${code}`);
		this.called();
	}

	packet(packet) {
		// The protocol version.
		if (packet[0] !== 0x10 || packet[8] === 4) super.packet(packet);
		else {
			this.greeted = "refused";
			this.falls++;
			this.reply([0x20, 2, 0, 1]);
		}
	}

	end() {
		// After a restart, a device does not have its earlier timers.
		this.host.timers = this.host.timers.filter(({ client }) => client === this.client);
		super.end();
		if (this.untold5.size) fail(`not told of: ${[...this.untold5].join()}`);
	}
}
