// Hot path. WebSocket framing for Node.js. hosts/moddable/websocket has the same in C.
import { createHash, randomFillSync } from "node:crypto";
import { expectInside } from "../../inside.js";
import { Frame, type Frames, Length, Size } from "../../websocket/frames.js";

/** A fixed string that the opening handshake hashes with the key (RFC 6455 section 1.3). */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/**
 * A supply of random masking keys, of which `used` bytes are spent. A call of randomFillSync for each frame would
 * dominate the cost.
 */
const keys = new Uint8Array(1_024);
let used = keys.length;

export const frames: Frames = {
	frame(into, first, bytes, at, count) {
		expectInside(bytes, at, count);
		const isShort = count <= Length.Short;
		const size = isShort ? Size.ShortHeader : Size.Header;
		if (count > 65_535 || size + count > into.length) throw new RangeError(`a frame of ${count} bytes`);
		if (used === keys.length) {
			randomFillSync(keys);
			used = 0;
		}
		into[0] = first;
		into[1] = Length.Mask | (isShort ? count : Length.Medium);
		if (!isShort) {
			into[2] = count >> 8;
			into[3] = count & 255;
		}
		for (let i = 0; i < 4; i++) into[size - 4 + i] = keys[used + i];
		for (let i = 0; i < count; i++) into[size + i] = bytes[at + i] ^ keys[used + (i & 3)];
		// Erases the key, so that it cannot be used again or read later.
		keys.fill(0, used, used + 4);
		used += 4;
		return size + count;
	},

	onReadable(count) {
		const { target } = this;
		const { start, shared, io } = target;
		if (shared[0] || shared[1] || count < 3) return target.readable(count);
		io.readInto(start, 0, 2);
		const length = start[1];
		const rest = count - 2 - length;
		if (start[0] !== Frame.Binary || length > Length.Short || rest < 0 || !length) return target.goOnFrom(2, count - 2);
		shared[0] = length;
		target.onReadable(length);
		if (rest || shared[0] || shared[1]) target.goOnFrom(0, rest);
	},

	readInto(bytes, at, count) {
		if (!count || count !== this.shared[0]) return this.readPart(bytes, at, count);
		this.io.readInto(bytes, at, count);
		this.shared[0] = 0;
		return count;
	},

	draw(bytes, at, count) {
		expectInside(bytes, at, count);
		randomFillSync(bytes, at, count);
	},

	answer(bytes) {
		const key = Buffer.from(bytes.subarray(0, 16)).toString("base64");
		const accept = createHash("sha1")
			.update(key + GUID)
			.digest("base64");
		bytes.set(Buffer.from(key + accept, "latin1"), 16);
	},
};
