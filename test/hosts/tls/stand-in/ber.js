// In place of the SDK's "ber".
import { elements } from "./der.js";

export default class BER {
	constructor(bytes) {
		this.bytes = bytes;
	}

	get readable() {
		return this.bytes.length;
	}

	getSequence() {
		const [{ tag, value }] = elements(this.bytes);
		if (tag !== 0x30) throw new Error("BER: not a sequence");
		return value;
	}

	getTag() {
		return this.take(1)[0];
	}

	/** Of less than 128. */
	getLength() {
		return this.take(1)[0];
	}

	getChunk(size) {
		return this.take(size);
	}

	next() {
		return this.take(elements(this.bytes)[0].all.length);
	}

	take(size) {
		const taken = this.bytes.subarray(0, size);
		this.bytes = this.bytes.subarray(size);
		return taken;
	}
}
