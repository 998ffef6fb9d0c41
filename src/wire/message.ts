// Hot path. A received message, as offsets into the buffers that hold it: nothing is built until asked for.
import { decodeUTF8 } from "./utf8.js";

/**
 * A message received from the server (PUBLISH, section 3.3). One object serves for all messages: it is valid until the callback
 * that it was given to returns. `topic`, `payload` and `text` allocate; all else does not.
 */
export class Message {
	/** Where the message lies, its payload at bytes[start, end). The memory is the client's: read, do not write or keep. */
	bytes: Uint8Array;
	start!: number;
	end!: number;
	/** How many bytes of the payload came before these; 0 but for a streamed message. */
	offset!: number;
	/** The size of the whole payload in bytes; more than end - start for a streamed message. */
	total!: number;
	/** The QoS that the message was sent to us with: 0, 1 or 2. */
	QoS!: number;
	/** Whether the server kept this message from before the subscription was made. */
	retain!: boolean;
	/** DUP: whether the server may have sent this message before. Never set at QoS 0. */
	duplicate!: boolean;
	/** The Packet Identifier, 1 to 65,535; 0 at QoS 0. */
	identifier!: number;
	/** Where the Topic Name lies, in UTF-8: bytes[topicStart, topicEnd). Empty if it was too long to be kept. */
	topicStart!: number;
	topicEnd!: number;

	/** @param bytes anything: the fields are filled in when a message comes. */
	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
		this.start = this.end = this.offset = this.total = this.QoS = this.identifier = this.topicStart = this.topicEnd = 0;
		this.retain = this.duplicate = false;
	}

	/** The Topic Name as a string. Allocates. */
	get topic(): string {
		return decodeUTF8(this.bytes, this.topicStart, this.topicEnd);
	}

	/** A copy of the payload (of this piece of it, when streamed). Allocates. */
	get payload(): Uint8Array {
		return this.bytes.slice(this.start, this.end);
	}

	/** The payload as text: bytes that are not UTF-8 become U+FFFD. Allocates. */
	get text(): string {
		return decodeUTF8(this.bytes, this.start, this.end);
	}

	/** Whether the Topic Name is what `name` holds from `start` on, in UTF-8. Allocates nothing. */
	topicIs(name: Uint8Array, start: number): boolean {
		let at = this.topicEnd;
		let end = name.length;
		if (at - this.topicStart !== end - start) return false;
		// From the end: topics of one device tend to begin alike.
		while (end > start) if (this.bytes[--at] !== name[--end]) return false;
		return true;
	}
}
