// "mote-mqtt/kept-memory" in Node.js: a file stands for the memory that outlives a chip's deep sleep, the same as in the simulators.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { crc32 } from "node:zlib";

const SIZE = 2048;
/** "Mt" | how many bytes are kept (2 bytes) | their CRC-32 (4). Little-endian. */
const HEADER = 8;

const path = (): string => process.env.MOTE_KEPT_MEMORY || "mote-kept-memory.bin";

/** In place of the old file in one step: whoever is interrupted leaves that one. */
function replace(file: Uint8Array): void {
	const next = `${path()}.new`;
	writeFileSync(next, file);
	renameSync(next, path());
}

/**
 * Memory that outlives a deep sleep, and a reset; not a loss of power. In the simulators and in Node.js, a file: the environment variable
 * MOTE_KEPT_MEMORY names it, else it is mote-kept-memory.bin in the current folder. Whoever writes last has all of it.
 */
export const keptMemory = Object.freeze({
	/** How many bytes can be kept: 376 on ESP8266; 2,048 on ESP32, in the simulators and here. */
	get size(): number {
		return SIZE;
	},

	/** What was written last, in a new Uint8Array; undefined if there is nothing, or if it is not whole. */
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

	/** Keeps bytes, instead of those kept before. Throws TypeError if they are none, RangeError if they are more than `size`. */
	write(bytes: Uint8Array): void {
		if (!(bytes instanceof Uint8Array)) throw new TypeError("keptMemory: expected bytes");
		if (bytes.length > SIZE) throw new RangeError(`keptMemory: expected ${SIZE} bytes at most, got ${bytes.length}`);
		const file = Buffer.alloc(HEADER + bytes.length);
		file.write("Mt", "latin1");
		file.writeUInt16LE(bytes.length, 2);
		file.set(bytes, HEADER);
		file.writeUInt32LE(crc32(bytes), 4);
		replace(file);
	},

	/** From now on there is nothing to read. */
	clear(): void {
		replace(new Uint8Array(HEADER));
	},
});
