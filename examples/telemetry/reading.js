// Formats a reading as JSON text in a fixed buffer: {"n":17,"celsius":21.43,"volts":3.291}. Formatting
// numbers as strings allocates; writing digits into bytes does not.

/** A reading in a fixed buffer. Publish the first `length` of `bytes`. */
export class Reading {
	constructor() {
		this.bytes = new Uint8Array(64);
		this.length = 0;
		this.count = 0;
	}

	/** Takes the next reading. On a board, read the pins here. */
	sample() {
		const n = ++this.count;
		// Simulates a daily cycle around 21 degrees, and a battery that runs down.
		const phase = n % 200;
		const centidegrees = 2000 + (phase < 100 ? phase : 200 - phase) * 3;
		const millivolts = 3300 - (n % 1000);

		this.length = 0;
		this.text(N);
		this.digits(n, 0);
		this.text(CELSIUS);
		this.digits(centidegrees, 2);
		this.text(VOLTS);
		this.digits(millivolts, 3);
		this.text(END);
	}

	text(bytes) {
		this.bytes.set(bytes, this.length);
		this.length += bytes.length;
	}

	/** Writes a whole number of 0 or more, with a decimal point before its last `decimals` digits. */
	digits(value, decimals) {
		let size = 1;
		for (let rest = value; rest > 9; rest = (rest / 10) | 0) size++;
		if (size <= decimals) size = decimals + 1;
		if (decimals) size++;
		const end = this.length + size;
		for (let at = end - 1; at >= this.length; at--) {
			if (decimals && end - at === decimals + 1) this.bytes[at] = 0x2e;
			else {
				this.bytes[at] = 0x30 + (value % 10);
				value = (value / 10) | 0;
			}
		}
		this.length = end;
	}
}

// These bytes are made on the build machine and never written, so they stay in flash.
const N = ascii('{"n":');
const CELSIUS = ascii(',"celsius":');
const VOLTS = ascii(',"volts":');
const END = ascii("}");

function ascii(text) {
	const bytes = new Uint8Array(text.length);
	for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
	return bytes;
}
