// Checks that readInto(), writeFrom() and mote-mqtt/native allocate nothing on a device.

import { native } from "mote-mqtt/native";
import TCP from "mote-mqtt/socket";

/** The number of calls of each. */
const COUNT = 10_000;

/** Calls `say` with the allocations, and whether the results were right. `port`: of an echo server. */
export function measureSocket(probe, port, say) {
	const used = new Counters(probe);
	const bytes = new Uint8Array(256);
	const into = new Uint8Array(256);
	for (let i = 0; i < 256; i++) bytes[i] = i;
	let written = 0;
	let read = 0;
	let wrong = 0;
	// One byte each time, at different offsets. Nothing else is counted.
	function onWritable(room) {
		used.begin();
		while (room > 0 && written < COUNT) {
			room = this.writeFrom(bytes, written & 255, 1);
			written++;
		}
		used.end();
	}
	function onReadable(there) {
		used.begin();
		while (there--) {
			const at = (read * 7) & 255;
			this.readInto(into, at, 1);
			if (into[at] !== (read & 255)) wrong++;
			read++;
		}
		used.end();
		if (read < COUNT) return;
		this.close();
		say({ ...used.result(), written, read, wrong });
	}
	new TCP({ address: "127.0.0.1", port, onReadable, onWritable });
}

export function measureNative(probe, say) {
	const used = new Counters(probe);
	const name = Uint8Array.from("--sensors/17/temp??/cabin--", (letter) => letter.charCodeAt(0));
	name.set([0xc3, 0xa9], 17);
	const other = name.slice(1);
	let right = 0;
	used.begin();
	for (let i = 0; i < COUNT; i++) {
		if (native.isTopicName(name, 2, name.length - 2)) right++;
		if (native.isSame(name, 2, name.length - 2, other, 1)) right++;
	}
	used.end();
	say({ ...used.result(), right });
}

/** The machine's counters, with the collector off. */
class Counters {
	constructor(probe) {
		this.probe = probe;
		this.slots = this.chunkBytes = this.heap = 0;
		probe.collector(false);
	}

	begin() {
		this.add(-1);
	}

	end() {
		this.add(1);
	}

	add(sign) {
		const { probe } = this;
		this.slots += sign * probe.slots();
		this.chunkBytes += sign * probe.chunkBytes();
		this.heap += sign * probe.heapBytes();
	}

	result() {
		const { slots, chunkBytes, heap } = this;
		return { slots, chunkBytes, heap };
	}
}
