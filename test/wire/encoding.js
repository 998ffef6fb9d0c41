// Tests encodePublish() against bytes written by hand, in memory with canaries around it.
import { deepEqual, equal } from "../assert.js";
import { CANARY, hex } from "../bytes.js";
import { encodePublish, packetSize, publishTemplate } from "./wire.js";

const BEFORE = 8;
const NONE = new Uint8Array(0);

/**
 * A PUBLISH to topic `name` must be `notation`, at any place in memory, with any room after it. No byte before the packet may be
 * written, nor any after the array.
 */
export function publishes(notation, { name = "a/b", QoS = 0, retain = false, identifier = 0, payload = NONE, length }) {
	const expected = hex(notation);
	const size = expected.length;
	const template = publishTemplate(hex(`"${name}"`), QoS, retain, NONE);
	const identifierAt = QoS && 4 + name.length;
	const count = length ?? payload.length;
	equal(packetSize(template.length - 2 + count), size, `size of ${notation}`);
	const memory = new ArrayBuffer(size + 40 + 2 * BEFORE);
	const all = new Uint8Array(memory);
	for (const at of [0, 5]) {
		for (const more of [0, 1, 3, 40 - at]) {
			all.fill(CANARY);
			const bytes = new Uint8Array(memory, BEFORE, at + size + more);
			encodePublish(bytes, at, { template, identifierAt }, identifier, payload, count);
			const where = `${notation} at ${at} with room for ${more} more`;
			deepEqual(bytes.slice(at, at + size), expected, where);
			untouched(all, 0, BEFORE + at, `${where}, before it`);
			untouched(all, BEFORE + at + size + more, all.length, `${where}, behind the memory`);
		}
	}
}

function untouched(all, start, end, where) {
	for (let at = start; at < end; at++) if (all[at] !== CANARY) equal(all[at], CANARY, `${where}: byte ${at - BEFORE}`);
}
