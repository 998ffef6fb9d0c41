// How encoders are put to the test: against bytes written by hand, in buffers with canaries around them.
import { deepEqual, equal } from "../assert.js";
import { CANARY } from "../bytes.js";

const MARGIN = 8;

/**
 * `encode(bytes)` must write `expected` at the beginning of `bytes` and return its size, in a buffer of just that size and in
 * larger ones; where there is less room it must return minus the size and write nothing.
 * @param step between the sizes of the buffers that are too small, for packets of which not every one can be tried
 */
export function encodes(expected, encode, where = "", step = 1) {
	const size = expected.length;
	const memory = new ArrayBuffer(size + 40 + 2 * MARGIN);
	const all = new Uint8Array(memory);
	for (let room = 0; room < size; room += step) {
		all.fill(CANARY);
		equal(encode(new Uint8Array(memory, MARGIN, room)), -size, `${where} with room for ${room} of ${size}`);
		untouched(all, 0, all.length, `${where} with room for ${room} of ${size}`);
	}
	for (const more of [0, 1, 2, 3, 40]) {
		const bytes = new Uint8Array(memory, MARGIN, size + more);
		all.fill(CANARY);
		equal(encode(bytes), size, `${where} with room for ${more} more`);
		deepEqual(new Uint8Array(memory, MARGIN, size), expected, `${where} with room for ${more} more`);
		untouched(all, 0, MARGIN, `${where}, before the buffer`);
		untouched(all, MARGIN + size + more, all.length, `${where}, behind a buffer with room for ${more} more`);
	}
}

function untouched(all, start, end, where) {
	for (let at = start; at < end; at++) if (all[at] !== CANARY) equal(all[at], CANARY, `${where}: byte ${at - MARGIN}`);
}
