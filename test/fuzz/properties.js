// Properties that must hold for any stream of bytes, for fast-check. fuzz.spec.js runs them briefly, main.js as long
// as one likes.
import assert from "node:assert/strict";
import fc from "fast-check";
import { drive } from "./drive.js";
import { expected } from "./model.js";
import {
	connacks,
	damage,
	damageBody,
	damages,
	disconnects,
	encodeConnack,
	noise,
	packets,
	segments,
} from "./packets.js";
import { reference } from "./reference.js";
import { sending } from "./sending.js";

/** Everything in one segment; and byte by byte. */
const ONE = [Infinity];
const SINGLE = [1];

/** A buffer that is large enough for any generated packet. */
const ROOMY = 16_384;
const large = packets
	.filter(({ type }) => type === "publish")
	.map((packet) => ({ ...packet, payload: Uint8Array.from({ length: packet.payload.length * 40 }, (_, i) => i) }));
const streams = fc.array(packets, { minLength: 1, maxLength: 12 });
const modes = fc.record({
	receive: fc.constantFrom(32, 48, 128),
	oversize: fc.constantFrom("skip", "stream"),
	greeting: fc.boolean(),
});

/** The outcome must depend neither on the segments nor on what was in memory before. */
function settled(version, bytes, sizes, options) {
	const outcome = drive(version, bytes, sizes, { ...options, canary: 0xa5 });
	assert.deepEqual(drive(version, bytes, ONE, { ...options, canary: 0x00 }), outcome, "in one segment");
	assert.deepEqual(drive(version, bytes, SINGLE, { ...options, canary: 0xff }), outcome, "byte by byte");
	return outcome;
}

/** The outcome must be that of the reference implementation, where the specifications determine it. */
function judged(version, bytes, sizes) {
	const { log, writes, end } = reference(version, bytes, ROOMY);
	const outcome = settled(version, bytes, sizes, { receive: ROOMY });
	if (end === "unsure") {
		assert.deepEqual(outcome.log.slice(0, log.length), log);
		assert.deepEqual(outcome.writes.slice(0, writes.length), writes);
		return;
	}
	if (end === "wrong") {
		assert.equal(outcome.log.pop()?.[0], "ended", "a protocol violation is refused");
		if (version === 5) assert.match(outcome.writes.pop() ?? "", /^E0 01/, "and the server is told");
	}
	assert.deepEqual(outcome, { log, writes, connected: end === "open" });
}

function propertiesOf(version, name) {
	return {
		[`${name}: packets mean what the specification says, at any split`]: fc.property(
			streams,
			fc.option(disconnects),
			segments,
			fc.boolean(),
			(list, disconnect, sizes, stream) => {
				const last = version === 5 && disconnect ? [disconnect] : [];
				const { bytes, log, writes } = expected(version, [...list, ...last]);
				const options = { receive: ROOMY, oversize: stream ? "stream" : "skip" };
				const outcome = settled(version, bytes, sizes, options);
				assert.deepEqual(outcome, { log, writes, connected: last.length === 0 });
			},
		),
		[`${name}: large packets come whole or in pieces, at any split`]: fc.property(
			fc.array(large, { minLength: 1, maxLength: 6 }),
			segments,
			(list, sizes) => {
				const { bytes, packets, log } = expected(version, list);
				// The part before the payload must fit the buffer.
				fc.pre(packets.every((packet, i) => packet.length - list[i].payload.length < 480));
				const { log: told } = settled(version, bytes, sizes, { receive: 512, oversize: "stream" });
				assert.deepEqual(told, log);
				// With little memory, only what fits can be delivered, but it must be correct.
				for (const receive of [32, 48, 64]) {
					const { log: heads } = settled(version, bytes, sizes, { receive, oversize: "stream" });
					for (const [i, line] of heads.entries())
						if (line[0] === "message" && line[7].length / 2 === line[6]) assert.deepEqual(line, log[i]);
				}
			},
		),
		[`${name}: CONNACK is taken at any split`]: fc.property(connacks, segments, (connack, sizes) => {
			const bytes = encodeConnack(connack, version);
			const { connected, log, writes } = settled(version, bytes, sizes, { greeting: true, receive: ROOMY });
			assert.equal(connected, true);
			assert.equal(log[0][0], "connected");
			assert.deepEqual(writes, []);
		}),
		[`${name}: packets that are damaged within are refused, or mean what is left`]: fc.property(
			streams,
			fc.option(disconnects),
			fc.nat(),
			damages,
			segments,
			(list, disconnect, which, damaged, sizes) => {
				const last = version === 5 && disconnect ? [disconnect] : [];
				const { packets } = expected(version, [...list, ...last]);
				if (packets.length) judged(version, damageBody(packets, which, damaged), sizes);
			},
		),
		[`${name}: streams that are damaged anywhere are refused, or mean what is left`]: fc.property(
			streams,
			damages,
			segments,
			(list, damaged, sizes) => judged(version, damage(expected(version, list).bytes, damaged), sizes),
		),
		[`${name}: damaged packets do no harm`]: fc.property(
			streams,
			connacks,
			damages,
			segments,
			modes,
			(list, connack, damaged, sizes, mode) => {
				const valid = expected(version, list).bytes;
				const bytes = mode.greeting ? [...encodeConnack(connack, version), ...valid] : valid;
				settled(version, damage(bytes, damaged), sizes, mode);
			},
		),
		[`${name}: noise does no harm`]: fc.property(noise, segments, modes, (bytes, sizes, mode) => {
			settled(version, bytes, sizes, mode);
		}),
	};
}

export const properties = { ...propertiesOf(4, "3.1.1"), ...propertiesOf(5, "5.0"), ...sending };
