// A network that splits, delays and loses data, and a device that restarts, with 5.0. The app calls any method of the
// client in every callback. The other side is the server of network-server.js.
import { EnhancedAuthentication } from "mote-mqtt/authentication";
import { Client } from "mote-mqtt/mqtt5";
import { fail } from "../assert.js";
import { Host5 } from "./host.js";
import { Server5 } from "./network-server.js";

/** A client of 5.0 with its app and its network. */
export class Network5 extends Server5 {
	/** How many messages were dropped because of the server's limits. */
	lostCount = 0;
	/** Accepted messages without an outcome, by their identifiers: the topic's kind, and the message's number. */
	untold5 = new Map();
	/** Those at QoS 2 from before a restart, whose outcome may have been reported when the device ended. */
	before = new Set();
	/** How many messages have expired, and how many were replaced by newer ones. */
	expired = 0;
	replaced = 0;
	/** Identifiers of messages that were replaced before publish() had returned them. */
	replacedEarly = new Set();
	/** How often the client has re-authenticated. */
	authenticated5 = 0;

	machine(options) {
		return new Host5(options);
	}

	constructor(seed) {
		super(seed);
		this.authenticates = this.random(3) === 0;
		this.theirMaximum = this.random(3);
		this.theirSize = 1 + this.random(2);
		this.streams = this.random(2) === 0;
		if (!this.authenticates && this.random(3) === 0) this.maximumPacketSize = 30 + this.random(40);
		if (this.random(5) === 0) this.maximumQoS = 1;
		const { options } = this;
		// With all properties, CONNECT must have less than 128 bytes.
		if (options.password) options.password = options.password.slice(0, 38);
		options.aliases = { send: this.random(3), receive: this.theirMaximum, size: this.theirSize };
		options.onOutcome = (identifier, code) => this.told(identifier, code);
	}

	prepare(options) {
		super.prepare(options);
		options.oversize = this.streams ? "stream" : "skip";
		if (!this.streams) this.largest = options.buffers.receive;
		if (this.authenticates) {
			const data = (length) => new Uint8Array(length).fill(length);
			options.authentication = new EnhancedAuthentication({
				method: "M",
				begin: () => {
					this.called();
					return data(this.random(39));
				},
				answer: () => {
					this.called();
					return data(this.random(options.buffers.send - 12));
				},
				onAuthenticated: () => {
					this.authenticated5++;
					this.called();
				},
			});
		}
	}

	/** Without the host's client(), because a device's stack is small. */
	start() {
		this.prepare(this.options);
		const options = this.host.options(this.options);
		this.client = this.host.made = new Client(options);
		this.makeTopics(this.client);
	}

	makeTopics(client) {
		super.makeTopics(client);
		this.one = this.watched(this.one, "one");
		this.two = this.watched(this.two, "two");
		const options = { QoS: 1, expiry: 500 + this.random(3_000), latestOnly: this.random(2) === 0 };
		this.three = this.watched(client.topic("three", options), "expires");
	}

	/** A topic whose accepted messages are recorded. */
	watched(topic, kind) {
		return {
			publish: (payload, length) => {
				const number = (payload[0] << 8) + payload[1];
				const identifier = topic.publish(payload, length);
				// The app has published to the same topic in the callback for the message that this one replaced.
				if (this.replacedEarly.delete(identifier)) return identifier;
				if (identifier > 0) {
					if (this.untold5.has(identifier) && !this.before.delete(identifier)) fail(`identifier in use: ${identifier}`);
					this.untold5.set(identifier, { kind, number });
					this.come.delete(identifier);
				}
				// A message that the server does not accept is handled as if there were no room.
				if (identifier === -3 && length + 18 > this.maximumPacketSize) return -2;
				if (identifier === -6 && kind === "two" && this.maximumQoS === 1) return -2;
				return identifier;
			},
		};
	}

	/** A message was dropped because of the server's limits. */
	lost({ kind, number }) {
		if (kind === "one") this.dropped.add(number);
		else if (kind === "two") this.dropped2.add(number);
		this.lostCount++;
		this.skip();
	}

	save() {
		const bytes = super.save();
		this.three = this.options.authentication = undefined;
		for (const identifier of this.untold5.keys()) this.before.add(identifier);
		return bytes;
	}

	/** onOutcome. */
	told(identifier, code) {
		const message = this.untold5.get(identifier);
		if (!message && code === 0x109 && this.depth) {
			this.replacedEarly.add(identifier);
			return this.called();
		}
		if (!message) fail(`told of ${identifier}, ${code}, which is not waited for`);
		if (code === 0x105) {
			if (message.kind !== "expires") fail(`expired, but it cannot: ${identifier}`);
			this.expired++;
		} else if (code === 0x109) {
			// Messages that were sent, in any session, are not replaced.
			if (message.kind !== "expires" || this.come.has(identifier)) fail(`replaced, but it cannot be: ${identifier}`);
			this.replaced++;
		} else if (code === 0x95 ? this.maximumPacketSize : code === 0x9b && this.maximumQoS) this.lost(message);
		else if (code && code !== 0x10 && code !== 0x97) fail(`code ${code} of ${identifier}`);
		this.untold5.delete(identifier);
		this.before.delete(identifier);
		this.called();
	}

	publish() {
		if (this.random(4)) return super.publish();
		const { leaving } = this;
		const result = this.three.publish(this.payload, this.random(30));
		if (leaving ? result !== -4 : result < 0 && result !== -2) fail(`publish(): ${result}`);
	}

	disconnected(code) {
		// Reasons that only a mistake of the client explains, in its packets or in its checks.
		if ((code >= 0x93 && code <= 0x95) || code === 0x9b || code === 0x107)
			fail(`the client ends a connection: ${code}`);
		super.disconnected(code);
	}

	message(message) {
		const { offset, start, topicStart, topicEnd, bytes, QoS } = message;
		if (offset === 0) {
			const name = QoS < 2 ? bytes[start] : 0;
			const length = topicEnd - topicStart;
			// A topic that is too long for the client's aliases is omitted.
			if (length ? length !== name + 1 || bytes[topicStart] !== 0x61 + name : name + 1 <= this.theirSize)
				fail(`topic ${message.topic}, expected ${name}`);
		}
		super.message(message);
	}

	act(choice) {
		if (choice === 19) this.options.authentication?.reauthenticate();
		else super.act(choice);
	}

	disconnect(within) {
		this.leaving = true;
		this.silent = false;
		this.client.disconnect(within, { will: this.random(4) === 0 });
	}

	more() {
		if (this.random(200) === 0) this.busy();
		if (this.random(30) === 0) this.options.authentication?.reauthenticate();
		return super.more();
	}

	end() {
		// After a restart, a device does not have its earlier timers.
		this.host.timers = this.host.timers.filter(({ client }) => client === this.client);
		super.end();
		for (const identifier of this.before) this.untold5.delete(identifier);
		if (this.untold5.size) fail(`not told of: ${[...this.untold5.keys()].join()}`);
	}
}
