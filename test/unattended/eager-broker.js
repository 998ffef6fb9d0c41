// Brokers that mishandle packets before CONNACK in every known way. Section 3.1.4 of both versions allows such
// packets.
import { Broker, close, silent } from "./broker.js";
import { four } from "./packets.js";

/** What a broker does with early packets. */
export const MANNERS = Object.freeze({
	takes: "takes it, as it should",
	refuses: "refuses CONNECT",
	drops: "accepts, and drops what came early",
	closes: "closes",
	closesLater: "accepts, and closes",
	silent: "says nothing at all any more",
});

/** The reason code with which a 5.0 server closes. */
const PROTOCOL_ERROR = 0x82;
const RECEIVE_MAXIMUM_EXCEEDED = 0x93;

export class EagerBroker extends Broker {
	/** One of MANNERS. */
	manner = "takes";
	/** The number of eager connections. */
	eager = 0;

	/** Changes limits and sessions for each connection. */
	connect(link, connect) {
		const { world } = this;
		this.authentication = world.random(3) ? 0 : world.random(400);
		// Limits of 5.0.
		this.receiveMaximum = link.receiveMaximum = [1, 2, 3, 65_535, 65_535, 65_535][world.random(6)];
		this.largest = world.random(4) ? undefined : 60 + world.random(100);
		this.retains = world.random(4) > 0;
		// A session may be lost.
		if (!world.random(20)) this.sessions.clear();
		super.connect(link, connect);
	}

	authenticateAfter() {
		return this.authentication;
	}

	connackProperties() {
		const list = [];
		if (this.largest) list.push([39, ...four(this.largest)]);
		if (!this.retains) list.push([37, 0]);
		return list;
	}

	/** `bytes.sent` is when they were sent. */
	received(link, bytes) {
		link.sent = bytes.sent;
		if (link.phase && !link.eager && bytes.sent < link.connackAt) {
			link.eager = true;
			this.eager++;
		}
		super.received(link, bytes);
	}

	early(_packet, link) {
		const { world } = this;
		switch (this.manner) {
			case "refuses":
				// Too late if CONNACK is on its way.
				if (link.phase === 1) this.greet(link, link.v5 ? 0x88 : 3);
				this.drop(link);
				return silent("refused");
			case "drops":
				link.deaf = true;
				return silent("dropped");
			case "closes":
				return close(PROTOCOL_ERROR, "closed");
			case "closesLater":
				if (!link.deaf) world.after(1_000, () => this.drop(link));
				link.deaf = true;
				return silent("closed later");
			case "dropsSome":
				return world.random(2) ? silent("dropped in part") : undefined;
			case "silent":
				link.hole = "takes";
				return silent("silent");
		}
	}

	/**
	 * Drops everything that was sent before CONNACK had arrived, even if it comes later. Accepts what was sent
	 * afterwards.
	 */
	handle(link, received) {
		if (link.deaf && link.sent < link.connackAt && (received.type === "PUBLISH" || received.type === "SUBSCRIBE"))
			return;
		super.handle(link, received);
	}

	published(link, message) {
		// Early packets respected the limits that the client knew. Later packets must respect the new ones. There may
		// be another connection meanwhile.
		this.receiveMaximum = link.receiveMaximum;
		if (link.v5 && link.eager && link.unacknowledged.size >= this.receiveMaximum)
			return this.offended(link, close(RECEIVE_MAXIMUM_EXCEEDED, "more than Receive Maximum"));
		super.published(link, message);
	}

	wrongMessage(message, link) {
		if (!link.v5) return;
		if (message.retain && !this.retains) return close(0x9a, "RETAIN");
		if (this.largest && message.payload.length > this.largest) return close(0x95, "too large");
	}
}
