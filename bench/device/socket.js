// Sockets for measuring: the machine's TCP, watched; and one in memory, where a server answers that consists of a few fixed packets.
import TCP from "embedded:io/socket/tcp";
import Timer from "timer";

const ROOM = 4096;
const PUBACK = 0x40;
const CONNACK = Uint8Array.of(0x20, 2, 0, 0);
const SUBACK = Uint8Array.of(0x90, 3, 0, 0, 1);
const PINGRESP = Uint8Array.of(0xd0, 0);

/** TCP that tells when PINGRESP has been read: `target.pong()` on the connection's owner is not ours, so a hook is given. */
export class WatchedTCP extends TCP {
	constructor(options) {
		super(options);
		this.watch = options.watch;
	}

	read(into) {
		const result = super.read(into);
		if (into.length === 2 && into[0] === 0xd0) this.watch.pong();
		return result;
	}
}

/** A socket whose peer is in the same memory: it answers every request at the next turn, and sends what deliver() gives. */
export class MemorySocket {
	constructor(options) {
		this.target = options.target;
		this.watch = options.watch;
		this.watch.socket = this;
		this.onReadable = options.onReadable;
		this.onWritable = options.onWritable;
		this.answer = new Uint8Array(64);
		this.count = 0;
		this.position = 0;
		this.timer = Timer.repeat(() => this.turn(), 1);
		this.opened = false;
	}

	turn() {
		if (!this.opened) {
			this.opened = true;
			this.onWritable(ROOM);
		}
		const count = this.count - this.position;
		if (count) this.onReadable(count);
		if (this.watch.idle) this.watch.idle();
	}

	/** The peer sends `packet`. */
	deliver(packet) {
		if (this.position === this.count) this.position = this.count = 0;
		this.answer.set(packet, this.count);
		this.count += packet.length;
	}

	write(bytes) {
		this.watch.writes++;
		const type = bytes[0] >> 4;
		if (type === 1) this.deliver(CONNACK);
		else if (type === 12) this.deliver(PINGRESP);
		else if (type === 8 || (type === 3 && bytes[0] & 2)) {
			this.deliver(type === 8 ? SUBACK : CONNACK);
			const at = this.count - (type === 8 ? 5 : 4);
			if (type === 3) this.answer[at] = PUBACK;
			const identifier = type === 8 ? 2 : 4 + bytes[3];
			this.answer[at + 2] = bytes[identifier];
			this.answer[at + 3] = bytes[identifier + 1];
		}
		return ROOM;
	}

	read(into) {
		for (let i = 0; i < into.length; i++) into[i] = this.answer[this.position++];
		if (into.length === 2 && into[0] === 0xd0) this.watch.pong();
		return into.length;
	}

	close() {
		Timer.clear(this.timer);
	}
}
