// Adds what the SDK's client expects of a socket and the simulator's does not have: single bytes as numbers, and
// writes in pieces.
import TCP from "embedded:io/socket/tcp";

export class Socket {
	format = "buffer";
	#tcp;
	#bytes = new Uint8Array(0);
	#at = 0;

	constructor({ onReadable, onWritable, onError, address, port }) {
		this.#tcp = new TCP({
			address,
			port,
			onReadable: () => {
				this.#bytes = new Uint8Array(this.#tcp.read());
				this.#at = 0;
				onReadable(this.#bytes.length);
			},
			onWritable,
			onError,
		});
	}

	read(count) {
		if (this.format === "number") return this.#bytes[this.#at++];
		const start = this.#at;
		this.#at += count;
		return this.#bytes.slice(start, this.#at).buffer;
	}

	write(data) {
		return this.#tcp.write(data);
	}

	close() {
		this.#tcp.close();
	}
}
