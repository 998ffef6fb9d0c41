// Hot path. What outlives a connection (section 4.1): which Packet Identifiers are in use, and every request that was accepted
// and is not yet acknowledged. One fixed piece of memory holds them as records, in the order in which they were accepted:
//
//     size of the packet (2 bytes) | Packet Identifier (2 bytes) | more, in 5.0 | the packet as it goes on the wire
//
// Records before `sent` have been written to the present connection, those behind it have not. An acknowledged record is
// removed by moving up what follows: one native move, cheaper than any bookkeeping of holes.
import { Packet, PublishFlag } from "./wire/packet.js";

/** The unacknowledged and waiting requests of a client. */
export class Session {
	/** How much of the memory is in use. */
	used: number;
	/** Where the records begin that were not yet written to the present connection. */
	sent: number;
	readonly bytes: Uint8Array;
	readonly view: DataView;
	/** The last one given out. */
	identifier: number;
	/** What a record has before its packet, in bytes. */
	readonly header: number;

	/** @param size in bytes: allocated here, and never again. @param header 4; more, to keep more with each packet. */
	constructor(size: number, header: number) {
		this.bytes = new Uint8Array(size);
		this.view = new DataView(this.bytes.buffer);
		this.header = header;
		this.used = this.sent = this.identifier = 0;
	}

	/** A Packet Identifier that is not in use: 1 to 65,535 (MQTT-2.3.1-1, MQTT-2.3.1-2). It is taken by keep(). */
	freeIdentifier(): number {
		let identifier = this.identifier;
		do identifier = identifier === 65_535 ? 1 : identifier + 1;
		while (this.used && this.find(identifier) >= 0);
		return identifier;
	}

	/** Keeps a packet, all of `packet`, until it is acknowledged (or, with identifier 0, written). False if there is no room. */
	keep(packet: Uint8Array, size: number, identifier: number): boolean {
		const at = this.used;
		if (at + this.header + size > this.bytes.length) return false;
		this.view.setUint16(at, size);
		this.view.setUint16(at + 2, identifier);
		this.bytes.set(packet, at + this.header);
		this.used = this.after(at);
		if (identifier) this.identifier = identifier;
		return true;
	}

	/** Where the record of a request lies that was sent, is of that type, and awaits an acknowledgement; -1 if there is none. */
	awaiting(identifier: number, type: Packet): number {
		const at = this.find(identifier);
		return at >= 0 && at < this.sent && this.bytes[at + this.header] >> 4 === type ? at : -1;
	}

	/** Forgets the record at `at`. */
	remove(at: number): void {
		const next = this.after(at);
		this.bytes.copyWithin(at, next, this.used);
		this.used -= next - at;
		if (at < this.sent) this.sent -= next - at;
	}

	/** Where the packet of the record at `at` begins. */
	packet(at: number): number {
		return at + this.header;
	}

	/** Where the record behind the one at `at` begins, and the packet of that one ends. */
	after(at: number): number {
		return at + this.header + this.view.getUint16(at);
	}

	/** Notes that the packet at `sent` has been written. At QoS 0 that was all. */
	written(): void {
		if (this.view.getUint16(this.sent + 2) === 0) this.remove(this.sent);
		else this.sent = this.after(this.sent);
	}

	/**
	 * A connection has been accepted: everything is to be sent again, in order (MQTT-4.4.0-1, MQTT-4.6.0-1). If the server has
	 * the session (`present`), what was sent before goes again as a duplicate (MQTT-3.3.1-1). If not, messages are new to it;
	 * and subscriptions that were asked for, and messages of which it has sent PUBREC, have gone with that session.
	 */
	resume(present: boolean): void {
		let at = 0;
		while (at < this.used) {
			const wasSent = at < this.sent;
			const packet = at + this.header;
			const type = this.bytes[packet] >> 4;
			const isPublish = type === Packet.PUBLISH;
			if (isPublish ? !this.view.getUint16(at + 2) : !present && (wasSent || type === Packet.PUBREL)) this.remove(at);
			else {
				if (isPublish && !present) this.bytes[packet] &= ~PublishFlag.DUP;
				else if (isPublish && wasSent) this.bytes[packet] |= PublishFlag.DUP;
				at = this.after(at);
			}
		}
		this.sent = 0;
	}

	/** Where the record with that identifier lies; -1 if there is none. */
	find(identifier: number): number {
		let at = 0;
		while (at < this.used) {
			if (this.view.getUint16(at + 2) === identifier) return at;
			at = this.after(at);
		}
		return -1;
	}
}
