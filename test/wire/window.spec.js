import { Window } from "mote-mqtt/wire";
import { deepEqual, equal } from "../assert.js";
import { hex } from "../bytes.js";

describe("Window", () => {
	it("has its capacity in bytes, all zero", () => {
		const window = new Window(5);
		equal(window.capacity, 5);
		deepEqual(window.bytes, hex("00*5"));
	});

	it("is cut to its first n bytes, for every n, and opened again", () => {
		const window = new Window(5);
		const { bytes } = window;
		for (let n = 0; n <= 5; n++) {
			bytes.set(hex("01 02 03 04 05"));
			window.cut(n);
			equal(window.bytes.length, n);
			equal(window.bytes.byteLength, n);
			deepEqual(Array.from(window.bytes), [1, 2, 3, 4, 5].slice(0, n));
			window.open();
			equal(window.bytes.length, 5);
			deepEqual(Array.from(window.bytes.slice(0, n)), [1, 2, 3, 4, 5].slice(0, n));
			deepEqual(Array.from(window.bytes.slice(n)), [0, 0, 0, 0, 0].slice(n));
			equal(window.bytes, bytes, "the same view for ever");
		}
	});

	it("takes what is written while it is cut", () => {
		const window = new Window(4);
		window.cut(3);
		window.bytes.set(hex("AA BB CC"));
		window.open();
		deepEqual(window.bytes, hex("AA BB CC 00"));
	});
});
