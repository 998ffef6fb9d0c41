// The same network and server with 5.0: packets have properties, and the server takes so many messages at a time.
import { fail } from "../assert.js";
import { concat } from "../bytes.js";
import { Network2 } from "../client/network-qos2.js";
import { Host5 } from "../mqtt5/host.js";

/** As Network2, with 5.0. */
export class Network5 extends Network2 {
	properties = 1;
	/** Identifiers of messages that are not acknowledged on this connection. */
	inFlight = [];

	machine(options) {
		return new Host5(options);
	}

	connect() {
		this.inFlight.length = 0;
		this.receiveMaximum = 2 + this.random(8);
		super.connect();
	}

	/** What the server of 3.1.1 replies, as one of 5.0 says it. */
	reply(bytes) {
		const type = bytes[0];
		if (type === 0x20)
			bytes = bytes[3] ? [0x20, 3, 0, 0x88, 0] : [0x20, 6, bytes[2], 0, 3, 0x21, 0, this.receiveMaximum];
		else if (type === 0x90) bytes = [0x90, 4, bytes[2], bytes[3], 0, bytes[4]];
		else if (type === 0xb0) bytes = [0xb0, 4, bytes[2], bytes[3], 0, 0];
		else if (type === 0x40 || type === 0x70) {
			const at = this.inFlight.indexOf((bytes[2] << 8) + bytes[3]);
			if (at >= 0) this.inFlight.splice(at, 1);
		}
		super.reply(bytes);
	}

	published(packet) {
		const identifier = (packet[7] << 8) + packet[8];
		const QoS = (packet[0] >> 1) & 3;
		if (QoS) {
			if (packet[9] !== 0) fail("properties");
			if (!this.inFlight.includes(identifier)) this.inFlight.push(identifier);
			if (this.inFlight.length > this.receiveMaximum) fail("beyond Receive Maximum");
		}
		super.published(QoS === 1 ? concat(packet.slice(0, 9), packet.slice(10)) : packet);
	}

	/** At QoS 2 only. */
	say() {
		this.say2();
	}
}
