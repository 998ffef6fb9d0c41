// "mote-mqtt/kept-memory" in Node.js. A file stands in for the memory that survives a chip's deep sleep, in the same
// format as in the simulators.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { crc32 } from "node:zlib";

const SIZE = 2048;
/** The file's header: "Mt" | number of bytes kept (2 bytes) | their CRC-32 (4). Little-endian. */
const HEADER = 8;

const path = (): string => process.env.MOTE_KEPT_MEMORY || "mote-kept-memory.bin";

/** Replaces the file by renaming, so that an interruption leaves the old file. */
function replace(file: Uint8Array): void {
	const next = `${path()}.new`;
	writeFileSync(next, file);
	renameSync(next, path());
}

/**
 * Memory that survives a deep sleep and a reset, but not a loss of power. In the simulators and in Node.js it is a
 * file: mote-kept-memory.bin in the current folder, unless the environment variable MOTE_KEPT_MEMORY names another.
 * There is one value: each write replaces all of it.
 */
export const keptMemory = Object.freeze({
	/** How many bytes can be kept: 376 on ESP8266; 2,048 on ESP32, in the simulators and in Node.js. */
	get size(): number {
		return SIZE;
	},

	/** The bytes that were written last, in a new Uint8Array; undefined if there are none or they are damaged. */
	read(): Uint8Array | undefined {
		let file: Buffer;
		try {
			file = readFileSync(path());
		} catch {
			return undefined;
		}
		if (file.length < HEADER || file.length > HEADER + SIZE || file.toString("latin1", 0, 2) !== "Mt") return undefined;
		if (file.readUInt16LE(2) !== file.length - HEADER || file.readUInt32LE(4) !== crc32(file.subarray(HEADER)))
			return undefined;
		return new Uint8Array(file.subarray(HEADER));
	},

	/**
	 * Keeps bytes, in place of those kept before. Throws a TypeError if `bytes` is not a Uint8Array, a RangeError if
	 * it is longer than `size`.
	 */
	write(bytes: Uint8Array): void {
		if (!(bytes instanceof Uint8Array)) throw new TypeError("keptMemory: expected a Uint8Array");
		if (bytes.length > SIZE) throw new RangeError(`keptMemory: expected ${SIZE} bytes at most, got ${bytes.length}`);
		const file = Buffer.alloc(HEADER + bytes.length);
		file.write("Mt", "latin1");
		file.writeUInt16LE(bytes.length, 2);
		file.set(bytes, HEADER);
		file.writeUInt32LE(crc32(bytes), 4);
		replace(file);
	},

	/** Deletes what was kept: read() returns undefined afterwards. */
	clear(): void {
		replace(new Uint8Array(HEADER));
	},
});
