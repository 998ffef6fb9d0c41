// The device of seam.sdk.js: does what the environment says, and tells what comes of it, in JSON.

import { exercise } from "exercise";
import probe from "simulator:probe";
import { native } from "mote-mqtt/native";
import TCP from "mote-mqtt/socket";

const COUNT = 10_000;
const { what, port } = JSON.parse(probe.environment("SEAM"));
const say = (result) => trace(JSON.stringify(result), "\n");
const end = () => probe.exit(0);
const used = { slots: 0, chunkBytes: 0, mallocs: 0 };

/** Adds the counters, or takes them off. */
function count(sign) {
	used.slots += sign * probe.slots();
	used.chunkBytes += sign * probe.chunkBytes();
	used.mallocs += sign * probe.heapBytes();
}

/** Writes and reads a byte each time, at offsets that differ, and counts no more than that. */
function measureSocket() {
	const bytes = new Uint8Array(256);
	const into = new Uint8Array(256);
	for (let i = 0; i < 256; i++) bytes[i] = i;
	let written = 0;
	let read = 0;
	let wrong = 0;
	function onWritable(room) {
		count(-1);
		while (room > 0 && written < COUNT) {
			room = this.writeFrom(bytes, written & 255, 1);
			written++;
		}
		count(1);
	}
	function onReadable(there) {
		count(-1);
		while (there--) {
			const at = (read * 7) & 255;
			this.readInto(into, at, 1);
			if (into[at] !== (read & 255)) wrong++;
			read++;
		}
		count(1);
		if (read < COUNT) return;
		say({ ...used, written, read, wrong });
		end();
	}
	new TCP({ address: "127.0.0.1", port, onReadable, onWritable });
}

function measureNative() {
	const name = Uint8Array.from("--sensors/17/temp\u00e9rature/cabin--", (letter) => letter.charCodeAt(0));
	name.set([0xc3, 0xa9], 17);
	const other = name.slice(1);
	let right = 0;
	count(-1);
	for (let i = 0; i < COUNT; i++) {
		if (native.isTopicName(name, 2, name.length - 2)) right++;
		if (native.isSame(name, 2, name.length - 2, other, 1)) right++;
	}
	count(1);
	say({ ...used, right });
	end();
}

probe.collector(false);
if (what === "exercise") exercise(TCP, { port }, (...result) => say(result), end);
else if (what === "allocation") measureSocket();
else measureNative();
