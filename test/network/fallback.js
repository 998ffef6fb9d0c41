// A client of 5.0, with a server that speaks nothing but 3.1.1: from the first refusal on, everything is as in 3.1.1.
import { fallback } from "mote-mqtt/fallback";
import { fail } from "../assert.js";
import { toHex } from "../bytes.js";
import { Network2 } from "../client/network-qos2.js";
import { Host5 } from "../mqtt5/host.js";
import { Outcomes } from "./outcomes.js";

export class FallbackNetwork extends Network2 {
	/** CONNECTs of 5.0 that were refused. */
	refused = 0;

	outcomes = new Outcomes();

	machine(options) {
		return new Host5(options);
	}

	publish() {
		this.outcomes.accepted(super.publish());
	}

	publish2() {
		this.outcomes.accepted(super.publish2());
	}

	end() {
		super.end();
		this.outcomes.end();
	}

	prepare(options) {
		super.prepare(options);
		options.fallback = fallback;
		options.onPublish = (identifier, code) => {
			this.outcomes.tell(identifier, code);
			this.called();
		};
	}

	packet(packet) {
		if (packet[0] !== 0x10) return super.packet(packet);
		if (packet[8] === 4) return super.packet(packet);
		if (packet[8] !== 5) fail(`CONNECT: ${toHex(packet)}`);
		if (this.fallen === this.lives) fail("5.0 again");
		this.greeted = "refused";
		this.refused++;
		this.reply([0x20, 2, 0, 1]);
	}

	connected(present) {
		// The client may have been told so, or not.
		this.fallen = this.lives;
		super.connected(present);
	}
}
