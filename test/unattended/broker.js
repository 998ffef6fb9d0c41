// A scripted broker for both versions. By itself it does everything that the specifications require and is strict: a
// protocol violation of the client fails the test. A class that extends it expresses what a real broker does
// differently as rules. A broken rule is an offence: it is recorded and answered as that broker would. It has no
// sockets and no clock; these are in the world (world.js).
import { fail } from "../assert.js";
import { four, isFilter, matches, packet, parse, properties, text, two } from "./packets.js";

/** The answers to an offence: close the connection (in 5.0 with a reason code), or say nothing. */
export const close = (code, why) => ({ close: code, why });
export const silent = (why) => ({ silent: true, why });

/** Reason codes of a 5.0 server's DISCONNECT (3.14.2.1). */
export const Reason = Object.freeze({
	unspecified: 0x80,
	implementationSpecific: 0x83,
	notAuthorized: 0x87,
	shuttingDown: 0x8b,
	keepAliveTimeout: 0x8d,
	takenOver: 0x8e,
	topicFilterInvalid: 0x8f,
	topicNameInvalid: 0x90,
	quotaExceeded: 0x97,
	payloadFormatInvalid: 0x99,
	retainNotSupported: 0x9a,
	qosNotSupported: 0x9b,
	maximumConnectTime: 0xa0,
	subscriptionIdentifiers: 0xa1,
});

export class Broker {
	/** Rules that were broken, in words, and how often. */
	offences = new Map();
	sessions = new Map();
	/** Retained messages by topic. */
	retained = new Map();
	/** Connections that have sent CONNECT. */
	links = new Set();
	/** Numbers of CONNECTs that came, were accepted, and were refused. */
	connects = 0;
	accepted = 0;
	refused = 0;
	/** When the last CONNECT came. */
	connectedAt = -Infinity;
	/** Numbers of messages that came (with or without DUP), and of messages that the client acknowledged. */
	came = 0;
	acknowledged = 0;
	/** "PUBLISH" or "SUBSCRIBE": the next such packet is not acknowledged. */
	swallows = undefined;
	swallowed = 0;
	/** Called with every published message: (topic, payload as text). */
	onPublish = undefined;
	/** Decides whether a client may connect: undefined, or an answer as of refusal(). */
	authorize = undefined;
	/** Called when a connection has begun or ended. */
	onOnline = undefined;
	onOffline = undefined;

	constructor(world) {
		this.world = world;
	}

	// Rules of the specifications

	/** The longest keep alive in seconds, whatever the client says; 0 for no limit. */
	maximumKeepAlive = 0;
	/** Whether CONNACK of 5.0 contains Server Keep Alive. */
	tellsKeepAlive = true;
	/** How long a session lives without a connection, in seconds. In 5.0 this is the maximum. */
	sessionExpiry = 3_600;
	/** Whether a filter "a/#" matches "a". */
	matchesParent = true;
	/** Whether there are retained messages, and whether filters with wildcards get them. */
	retains = true;
	retainsForWildcards = true;
	/** Whether the will is published. */
	publishesWills = true;
	/** Whether a message is sent once for each matching filter, which a server may do (3.3.5). */
	copies = false;
	/** The maximum number of messages for a client that is offline. */
	queueLimit = 1_000;
	/** In 5.0: how many of the client's messages above QoS 0 may be in flight. */
	receiveMaximum = 65_535;

	/** Properties of CONNACK in 5.0, besides Receive Maximum and Server Keep Alive. */
	connackProperties() {
		return [];
	}

	/** Why CONNECT is refused: CONNACK's code in 3.1.1 and 5.0, or close(); undefined if it is accepted. */
	refusal(_connect) {}

	/** A packet has arrived before CONNACK can have reached the client, which 3.1.4 allows. */
	early(_packet, _link) {}

	/** What is wrong with a message: undefined for nothing; a code for PUBACK of 5.0, close() or silent(). */
	wrongMessage(_message, _link) {}

	/** What is wrong with a SUBSCRIBE: undefined for nothing, close() or silent(). */
	wrongSubscribe(_packet, _link) {}

	/** SUBACK's code for a filter: the granted QoS, or in 3.1.1 0x80. */
	grant({ QoS }, _link) {
		return QoS;
	}

	/** Whether CONNACK has Session Present. */
	saysPresent(present, _connect) {
		return present;
	}

	/** Delay of an acknowledgement in milliseconds. */
	acknowledgeAfter() {
		return 0;
	}

	/** Delay of authentication in milliseconds. */
	authenticateAfter() {
		return 0;
	}

	// Connections

	/**
	 * A connection has been opened. `link`: send(bytes) returns when they arrive; close() ends it after what was
	 * sent.
	 */
	opened(link) {
		Object.assign(link, { phase: 0, rest: undefined, heard: this.world.now, connackAt: Infinity });
	}

	/** Bytes from the client have arrived. */
	received(link, bytes) {
		let all = bytes;
		if (link.rest) {
			all = new Uint8Array(link.rest.length + bytes.length);
			all.set(link.rest);
			all.set(bytes, link.rest.length);
		}
		let at = 0;
		while (!link.closed) {
			const end = endOf(all, at);
			if (end === undefined) break;
			link.heard = this.world.now;
			this.takes(link, all.slice(at, end));
			at = end;
		}
		link.rest = at < all.length ? all.slice(at) : undefined;
	}

	takes(link, bytes) {
		const received = parse(bytes, link.v5);
		const { type } = received;
		if ((type === "CONNECT") !== (link.phase === 0)) fail(`${type} in phase ${link.phase}: CONNECT is first and only`);
		if (link.left) fail(`${type} behind DISCONNECT`);
		if (type === "CONNECT") return this.connect(link, received);
		if (this.world.now < link.connackAt) {
			const wrong = this.early(received, link);
			if (wrong) return this.offended(link, wrong);
			if (link.phase === 1) {
				// Waits until the client is authenticated.
				link.waiting.push(received);
				return;
			}
		}
		this.handle(link, received);
	}

	handle(link, received) {
		switch (received.type) {
			case "PUBLISH":
				return this.published(link, received);
			case "SUBSCRIBE":
				return this.subscribe(link, received);
			case "UNSUBSCRIBE":
				return this.unsubscribe(link, received);
			case "PUBACK":
				return this.puback(link, received);
			case "PINGREQ":
				return link.send(packet(0xd0));
			default:
				link.left = true;
				if (received.code !== 4) link.will = undefined;
				if (17 in received.properties) link.session.expiry = received.properties[17];
				return this.ended(link);
		}
	}

	connect(link, connect) {
		const { world } = this;
		this.connects++;
		this.connectedAt = world.now;
		link.phase = 1;
		link.waiting = [];
		link.v5 = connect.v5;
		link.will = connect.will;
		link.id = connect.id;
		if (!link.v5 && connect.id === "" && !connect.clean) return this.greet(link, 2);
		world.after(this.authenticateAfter(), () => {
			if (link.closed) return;
			const refusal = this.refusal(connect) ?? this.authorize?.(connect);
			if (refusal?.why) return this.offended(link, refusal);
			if (refusal) {
				this.refused++;
				link.will = undefined;
				this.greet(link, refusal);
				return this.drop(link);
			}
			this.welcome(link, connect);
		});
	}

	welcome(link, connect) {
		// A client has only one connection (3.1.4).
		for (const other of [...this.links])
			if (other.id === connect.id) {
				this.disconnect(other, Reason.takenOver);
				this.drop(other);
			}
		let session = connect.clean ? undefined : this.sessions.get(connect.id);
		if (session && session.expires <= this.world.now) session = undefined;
		const present = session !== undefined;
		session ??= { id: connect.id, filters: new Map(), pending: new Map(), queue: [], identifier: 0 };
		this.sessions.set(connect.id, session);
		session.expires = Infinity;
		session.expiry = Math.min(
			connect.v5 ? (connect.properties[17] ?? 0) : connect.clean ? 0 : Infinity,
			this.sessionExpiry,
		);
		session.link = link;
		link.session = session;
		link.phase = 2;
		link.window = connect.properties[33] ?? 65_535;
		link.largest = connect.properties[39] ?? Infinity;
		link.aliases = [];
		link.unacknowledged = new Set();
		const { maximumKeepAlive } = this;
		link.keepAlive = connect.keepAlive;
		if (maximumKeepAlive && (!link.keepAlive || link.keepAlive > maximumKeepAlive)) link.keepAlive = maximumKeepAlive;
		link.serverKeepAlive = this.tellsKeepAlive && link.keepAlive !== connect.keepAlive ? link.keepAlive : undefined;
		link.delay = connect.will?.properties[24] ?? 0;
		this.accepted++;
		this.links.add(link);
		this.greet(link, 0, this.saysPresent(present, connect));
		this.onOnline?.(link);
		this.watch(link);
		for (const [identifier, message] of session.pending) this.send(link, message, identifier, true);
		this.more(session);
		while (link.waiting.length && !link.closed) this.handle(link, link.waiting.shift());
	}

	greet(link, code, present = false) {
		const list = [];
		if (link.v5 && !code) {
			if (this.receiveMaximum < 65_535) list.push([33, ...two(this.receiveMaximum)]);
			if (link.serverKeepAlive !== undefined) list.push([19, ...two(link.serverKeepAlive)]);
			list.push(...this.connackProperties(link));
		}
		const bytes = link.v5
			? packet(0x20, present ? 1 : 0, code, properties(...list))
			: packet(0x20, present ? 1 : 0, code);
		link.connackAt = link.send(bytes);
	}

	/** Closes a connection that was silent for one and a half times the keep alive (3.1.2.10). */
	watch(link) {
		if (link.closed || !link.keepAlive) return;
		const left = link.heard + link.keepAlive * 1_500 - this.world.now;
		if (left > 0) return this.world.after(left, () => this.watch(link));
		this.disconnect(link, Reason.keepAliveTimeout);
		this.drop(link);
	}

	/** Records an offence, and ends the connection if that is the answer. */
	offended(link, { close: code, why }) {
		this.offences.set(why, (this.offences.get(why) ?? 0) + 1);
		if (code === undefined) return;
		if (link.phase === 2) this.disconnect(link, code);
		this.drop(link);
	}

	/** Sends DISCONNECT in 5.0. */
	disconnect(link, code) {
		if (link.v5 && !link.closed) link.send(packet(0xe0, code, 0));
	}

	/** The server closes a connection. */
	drop(link) {
		if (link.closed) return;
		link.close();
		this.ended(link);
	}

	/** A connection has ended, from either side. */
	ended(link) {
		if (link.closed) return;
		link.closed = true;
		this.links.delete(link);
		const { session, will } = link;
		if (!session || session.link !== link) return;
		session.link = undefined;
		session.expires = this.world.now + session.expiry * 1_000;
		this.onOffline?.(link);
		if (!will || !this.publishesWills) return;
		const publish = () => !session.link && this.publish(will.topic, will.payload, will.QoS, will.retain);
		const delay = Math.min(link.delay, session.expiry);
		if (delay) this.world.after(delay * 1_000, publish);
		else publish();
	}

	/** Restarts: all connections are lost and, unless `keeps`, all sessions. */
	restart(keeps) {
		for (const link of [...this.links]) {
			this.disconnect(link, Reason.shuttingDown);
			this.drop(link);
		}
		if (!keeps) this.sessions.clear();
	}

	// Messages from the client

	published(link, message) {
		const { identifier } = message;
		const alias = message.properties[35];
		if (alias !== undefined) {
			if (alias < 1 || alias > (this.aliasMaximum ?? 0)) fail(`alias ${alias}`);
			if (message.topic) link.aliases[alias] = message.topic;
			message.topic = link.aliases[alias] ?? fail(`alias ${alias} stands for nothing`);
		}
		if (identifier) {
			// A message must not be sent twice on one connection (4.4).
			if (link.unacknowledged.has(identifier)) fail(`identifier ${identifier} is in use`);
			link.unacknowledged.add(identifier);
			if (link.v5 && link.unacknowledged.size > this.receiveMaximum) fail("more than Receive Maximum");
		}
		const wrong = this.wrongMessage(message, link);
		if (typeof wrong === "object") return this.offended(link, wrong);
		this.came++;
		// A message that is refused by a code is not published.
		if (!(wrong >= 0x80)) this.publish(message.topic, message.payload, message.QoS, message.retain, link);
		if (identifier && !this.swallow("PUBLISH"))
			this.world.after(this.acknowledgeAfter(), () => this.acknowledge(link, identifier, wrong));
	}

	/** Whether this packet is not acknowledged. */
	swallow(type) {
		if (type !== this.swallows) return false;
		this.swallows = undefined;
		this.swallowed++;
		return true;
	}

	acknowledge(link, identifier, code) {
		if (link.closed) return;
		link.unacknowledged.delete(identifier);
		const bytes = code && link.v5 ? packet(0x40, two(identifier), code) : packet(0x40, two(identifier));
		link.send(bytes);
	}

	// Subscriptions

	subscribe(link, received) {
		const wrong = this.wrongSubscribe(received, link);
		if (wrong) return this.offended(link, wrong);
		const codes = [];
		const { filters } = link.session;
		for (const each of received.filters) {
			const code = this.grant(each, link);
			codes.push(code);
			if (code > 2) continue;
			const isNew = !filters.has(each.filter);
			filters.set(each.filter, { QoS: code, options: each.options });
			if (this.retains && (each.options >> 4 === 0 || (each.options >> 4 === 1 && isNew)))
				this.remind(link, each.filter);
		}
		if (this.swallow("SUBSCRIBE")) return;
		this.world.after(this.acknowledgeAfter(), () => {
			if (!link.closed) link.send(packet(0x90, two(received.identifier), ...(link.v5 ? [0] : []), codes));
		});
	}

	/** Sends retained messages to a new subscription. */
	remind(link, filter) {
		if (!this.retainsForWildcards && !this.retained.has(filter)) return;
		for (const [topic, { payload, QoS }] of this.retained)
			if (matches(filter, topic, this.matchesParent)) this.deliver(link.session, topic, payload, QoS, filter, true);
	}

	unsubscribe(link, { identifier, filters }) {
		const codes = filters.map(({ filter }) => (link.session.filters.delete(filter) ? 0 : 0x11));
		link.send(packet(0xb0, two(identifier), ...(link.v5 ? [0, codes] : [])));
	}

	// Messages to the client

	/** Publishes a message of a client or of someone else. */
	publish(topic, payload, QoS = 1, retain = false, from = undefined) {
		if (retain && this.retains) {
			if (payload.length) this.retained.set(topic, { payload, QoS });
			else this.retained.delete(topic);
		}
		this.onPublish?.(topic, text(payload), from);
		for (const session of this.sessions.values()) {
			if (session.expires <= this.world.now) continue;
			let best;
			for (const [filter, { QoS: granted }] of session.filters) {
				if (!matches(filter, topic, this.matchesParent)) continue;
				if (this.copies) this.deliver(session, topic, payload, QoS, filter);
				else if (!best || granted > session.filters.get(best).QoS) best = filter;
			}
			if (best) this.deliver(session, topic, payload, QoS, best);
		}
	}

	/** Publishes a command to devices. */
	command(topic, payload) {
		this.publish(topic, payload);
	}

	deliver(session, topic, payload, QoS, filter, retained = false) {
		const message = { topic, payload, QoS: Math.min(QoS, session.filters.get(filter).QoS), retained };
		if (!message.QoS) {
			if (session.link) this.send(session.link, message);
			return;
		}
		session.queue.push(message);
		if (session.link) this.more(session);
		else if (session.queue.length > this.queueLimit) this.overflow(session);
	}

	/** The queue of a client that is offline is full: drops the oldest message. */
	overflow(session) {
		session.queue.shift();
	}

	/** Sends as many queued messages as the client accepts. */
	more(session) {
		const { link, queue, pending } = session;
		while (queue.length && pending.size < link.window) {
			do session.identifier = (session.identifier % 65_535) + 1;
			while (pending.has(session.identifier));
			const message = queue.shift();
			pending.set(session.identifier, message);
			this.send(link, message, session.identifier);
		}
	}

	send(link, { topic, payload, QoS, retained }, identifier = 0, again = false) {
		const bytes = packet(
			0x30 | (again ? 8 : 0) | (QoS << 1) | (retained ? 1 : 0),
			topic,
			identifier ? two(identifier) : [],
			link.v5 ? [0] : [],
			payload,
		);
		if (bytes.length > link.largest) link.session.pending.delete(identifier);
		else link.send(bytes);
	}

	puback(link, { identifier, code }) {
		const { session } = link;
		if (code >= 0x80) fail(`the client refuses message ${identifier}: ${code}`);
		if (!session.pending.delete(identifier)) fail(`PUBACK of ${identifier}, which was not sent`);
		this.acknowledged++;
		this.more(session);
	}
}

/** Where the packet at `at` ends; undefined if it is incomplete. */
function endOf(bytes, at) {
	let length = 0;
	let scale = 1;
	for (let i = at + 1; i < bytes.length; i++) {
		length += (bytes[i] & 127) * scale;
		scale *= 128;
		if (bytes[i] < 128) return i + 1 + length <= bytes.length ? i + 1 + length : undefined;
		if (i === at + 4) fail("Remaining Length of more than 4 bytes");
	}
}

export { four, isFilter };
