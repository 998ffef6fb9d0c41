// Hot path. Assembles incoming records (RFC 5246 section 6.2) from pieces of any size. Allocates each record.
import type TCP from "mote-mqtt/socket";
import { HEADER_SIZE, RecordType } from "./handshake.js";
import { LONGEST_DATA } from "./record-size.js";

/** The longest record without its header. Encryption may add 2,048 bytes (section 6.2.3). */
const LONGEST_FRAGMENT = LONGEST_DATA + 2_048;
/** The longest handshake message in several records: the limit of ssl/session. */
const LONGEST_HANDSHAKE = 32_768;

/** Assembles records. */
export class RecordReader {
	private readonly header = new Uint8Array(HEADER_SIZE);
	/** The current record. Until its length is known, this is `header`. */
	private record = this.header;
	/** How many bytes of it have arrived. */
	private filled = 0;

	/** How many bytes of the header, or of the rest of the record, are missing. */
	missing(): number {
		return this.record.length - this.filled;
	}

	/**
	 * Reads `count` of the missing bytes. Returns the record, header included, once it is complete. Throws if it is
	 * malformed.
	 */
	read(tcp: InstanceType<typeof TCP>, count: number): Uint8Array | undefined {
		const { record, header } = this;
		tcp.readInto(record, this.filled, count);
		this.filled += count;
		if (this.filled < record.length) return;
		if (record !== header) {
			this.record = header;
			this.filled = 0;
			return record;
		}
		const size = (header[3] << 8) | header[4];
		const known = header[0] >= RecordType.changeCipherSpec && header[0] <= RecordType.applicationData;
		if (!known || header[1] !== 3 || size === 0 || size > LONGEST_FRAGMENT) throw new Error("malformed record");
		this.record = new Uint8Array(HEADER_SIZE + size);
		this.record.set(header);
	}
}

/** Joins the handshake messages of two records in one. */
export function joined(begun: Uint8Array, record: Uint8Array): Uint8Array {
	const size = begun.length + record.length - HEADER_SIZE;
	if (size > LONGEST_HANDSHAKE) throw new Error("malformed record");
	const both = new Uint8Array(size);
	both.set(begun);
	both.set(record.subarray(HEADER_SIZE), begun.length);
	both[3] = (size - HEADER_SIZE) >> 8;
	both[4] = size - HEADER_SIZE;
	return both;
}

/** The part of a record before `end`, with a new length. */
export function cut(record: Uint8Array, end: number): Uint8Array {
	const before = record.slice(0, end);
	before[3] = (end - HEADER_SIZE) >> 8;
	before[4] = end - HEADER_SIZE;
	return before;
}
