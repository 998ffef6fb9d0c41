import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { answer, declare, parse } from "../seam/server.js";
import { compiled, run, serving, simulateToEnd, widths } from "./app.js";

/**
 * The output of a client app that runs `body` with a TCP class, a Timer, a probe and the port of a server. The server
 * ends after the promise `until`, because a device may end before its last bytes have arrived.
 */
async function client(onConnection, body, { until, ...options } = {}) {
	const main = `
		import TCP from "embedded:io/socket/tcp";
		import Timer from "timer";
		import probe from "simulator:probe";
		import config from "mc/config";
		const address = "127.0.0.1", port = config.port;
		const text = (buffer) => String.fromArrayBuffer(buffer);
		const bytes = (string) => ArrayBuffer.fromString(string);
		const attempt = (what) => { try { return what(); } catch (error) { return error.name + ": " + error.message; } };
		${body}
	`;
	return serving(onConnection, async (port) => {
		const { code, stdout, stderr } = await run(main, { config: { port }, ...options });
		assert.equal(code, 0, stderr);
		await until;
		return stdout;
	});
}

describe("TCP in the simulator", () => {
	before(compiled);

	describe("when constructed", () => {
		it("accepts only an address, like a chip", async () => {
			const output = await client(
				() => {},
				`for (const address of ["localhost", "1.2.3", "1.2.3.4.5", "::1::", "[::1]", "1::g", "", undefined, 5])
					trace(attempt(() => new TCP({ address, port })), "|");`,
			);
			assert.equal(output, "Error: invalid address|".repeat(9));
		});

		it("accepts an IPv6 address, too", async () => {
			const output = await client(
				() => {},
				`const socket = new TCP({ address: "0:0::1", port }); trace(socket.remoteAddress); socket.close();`,
			);
			assert.equal(output, "::1");
		});

		it("refuses invalid ports and callbacks, and leaves no socket behind", async () => {
			const output = await client(
				() => {},
				`trace(attempt(() => new TCP({ address, port: 65536 })), "|");
				trace(attempt(() => new TCP({ address, port: -1 })), "|");
				trace(attempt(() => new TCP({ address, port: "x" })), "|");
				trace(attempt(() => new TCP({ address, port, onReadable: 1 })), "|");
				trace(attempt(() => new TCP({ address, port, format: "number" })), "|");
				trace(attempt(() => new TCP), "|");`,
			);
			assert.equal(
				output,
				"RangeError: invalid port|RangeError: invalid port|RangeError: invalid port|TypeError: onReadable: expected a function|" +
					'RangeError: format: expected "buffer"|TypeError: expected options|',
			);
		});

		it("has its target before the first callback, and is `this` in each", async () => {
			const output = await client(
				(socket) => socket.write("hello"),
				`const target = { name: "target" };
				function onReadable() { trace(this === socket, this.target === target); this.close(); }
				function onWritable() { trace(this === socket, this.target === target, " "); }
				const socket = new TCP({ address, port, target, onReadable, onWritable });
				trace(socket.target === target, socket.remoteAddress, socket.remotePort === port, " ");`,
			);
			assert.equal(output, "true127.0.0.1true truetrue truetrue");
		});

		it("may be extended", async () => {
			const output = await client(
				(socket) => socket.end("hello"),
				`class Socket extends TCP {
					constructor(options) { super({ ...options, onReadable: options.onReadable }); this.extra = "extra"; }
					all() { return text(this.read()) + this.extra; }
				}
				new Socket({ address, port, onReadable() { trace(this.all(), this instanceof TCP); this.close(); } });`,
			);
			assert.equal(output, "helloextratrue");
		});
	});

	describe("when connecting", () => {
		it("cannot be written to before it is connected; then reports the room of its send buffer", async () => {
			const output = await client(
				() => {},
				`const socket = new TCP({ address, port, onWritable(room) { trace(room, " ", this.write(bytes("abc"))); this.close(); } });
				trace(attempt(() => socket.write(bytes("x"))), "|");`,
			);
			assert.equal(output, "Error: write: not ready|5744 5741");
		});

		it("has a send buffer of the requested size", async () => {
			const output = await client(
				() => {},
				"new TCP({ address, port, onWritable(room) { trace(room); this.close(); } });",
				{ sendBuffer: 1072 },
			);
			assert.equal(output, "1072");
		});

		it("has an error if the connection is refused, without argument and once", async () => {
			const server = createServer().listen(0, "127.0.0.1");
			await once(server, "listening");
			const { port } = server.address();
			server.close();
			await once(server, "close");
			const { code, stdout } = await run(
				`import TCP from "embedded:io/socket/tcp";
				import config from "mc/config";
				new TCP({
					address: "127.0.0.1", port: config.port,
					onReadable() { trace("readable "); }, onWritable() { trace("writable "); },
					onError(...all) { trace("error ", all.length, " "); },
				});`,
				{ config: { port } },
			);
			assert.equal(stdout, "error 0 ");
			assert.equal(code, 0);
		});

		it("may be closed while it connects; then nothing is called", async () => {
			const output = await client(
				(socket) => socket.end("hello"),
				`const fail = () => trace("called");
				const socket = new TCP({ address, port, onReadable: fail, onWritable: fail, onError: fail });
				socket.close();
				socket.close();
				Timer.set(() => trace("quiet"), 50);`,
			);
			assert.equal(output, "quiet");
		});
	});

	describe("when writing", () => {
		it("accepts all bytes or none", async () => {
			const output = await client(
				() => {},
				`new TCP({ address, port, onWritable(room) {
					trace(attempt(() => this.write(new ArrayBuffer(room + 1))), "|");
					trace(this.write(new ArrayBuffer(room)), "|");
					trace(attempt(() => this.write(new ArrayBuffer(1))), "|", this.write(new ArrayBuffer(0)));
					this.close();
				} });`,
				{ sendBuffer: 64 },
			);
			assert.equal(
				output,
				"Error: write: would block (65 bytes, room for 64)|0|Error: write: would block (1 bytes, room for 0)|0",
			);
		});

		it("accepts buffers, typed arrays and views, at their current length", async () => {
			let received = "";
			let ended;
			const until = new Promise((resolve) => {
				ended = resolve;
			});
			const output = await client(
				(socket) => {
					socket.on("data", (data) => {
						received += data;
					});
					socket.on("end", () => {
						socket.end();
						ended();
					});
				},
				`new TCP({ address, port, onWritable() {
					if (this.done) return;
					this.done = true;
					const buffer = bytes("0123456789"), room = new ArrayBuffer(8, { maxByteLength: 16 });
					const tracking = new Uint8Array(room), ofEnd = new Uint8Array(room, 2);
					tracking.set(new Uint8Array(bytes("abcdefgh")));
					this.write(buffer);
					this.write(new Uint8Array(buffer, 2, 3));
					this.write(new Uint16Array(buffer, 4, 2));
					this.write(new DataView(buffer, 9));
					room.resize(4);
					this.write(tracking);
					this.write(ofEnd);
					this.write(room);
					room.resize(1);
					this.write(ofEnd);
					trace(attempt(() => this.write("text")), "|", attempt(() => this.write(1)), "|", attempt(() => this.write()));
					this.close();
				} });`,
				{ until },
			);
			assert.equal(output, "TypeError: expected a buffer|TypeError: expected a buffer|TypeError: expected a buffer");
			assert.equal(received, "0123456789234456" + "7" + "9" + "abcd" + "cd" + "abcd");
		});

		it("reports room when the network has accepted bytes, and loses none", async () => {
			let received = 0;
			let right = true;
			let ended;
			// The device ends before everything that it has sent is read.
			const until = new Promise((resolve) => {
				ended = resolve;
			});
			const output = await client(
				(socket) => {
					socket.on("data", (data) => {
						for (const byte of data) right &&= byte === received++ % 251;
					});
					socket.on("end", () => {
						socket.end();
						ended();
					});
				},
				`let sent = 0;
				new TCP({ address, port, onWritable(room) {
					while (room >= 100 && sent < 300_000) {
						const piece = new Uint8Array(100);
						for (let i = 0; i < 100; i++) piece[i] = (sent + i) % 251;
						room = this.write(piece);
						sent += 100;
					}
					if (sent === 300_000) { trace("done"); this.close(); }
				} });`,
				{ sendBuffer: 1072, until },
			);
			assert.equal(output, "done");
			assert.equal(received, 300_000);
			assert.ok(right);
		});

		it("has no room while the peer reads nothing, and continues when it reads", async () => {
			let connection;
			const output = await client(
				(socket) => {
					connection = socket;
					socket.pause();
					setTimeout(() => socket.resume(), 200);
					socket.on("end", () => socket.end());
				},
				`let full = 0;
				const piece = new ArrayBuffer(64 * 1024 - 1);
				new TCP({ address, port, onWritable(room) {
					if (full === 2) return this.close();
					while (room >= piece.byteLength) room = this.write(piece);
					if (this.timer) Timer.clear(this.timer);
					this.timer = Timer.set(() => { trace("full "); full = 1; this.timer = undefined; }, 100);
					if (full === 1) { full = 2; trace("again"); Timer.clear(this.timer); this.close(); }
				} });`,
				{ sendBuffer: 65536, static: 1_000_000 },
			);
			assert.ok(connection);
			assert.equal(output, "full again");
		});

		it("still sends what was written when it is closed", async () => {
			let received = "";
			let ended;
			const until = new Promise((resolve) => {
				ended = resolve;
			});
			await client(
				(socket) => {
					socket.setEncoding("utf8").on("data", (text) => {
						received += text;
					});
					socket.on("end", () => ended(socket.end()));
				},
				`new TCP({ address, port, onWritable() { this.write(bytes("last words")); this.close(); } });`,
				{ until },
			);
			assert.equal(received, "last words");
		});

		it("puts everything that is written in one turn into one segment", async () => {
			const pieces = [];
			let ended;
			const until = new Promise((resolve) => {
				ended = resolve;
			});
			await client(
				(socket) => {
					socket.on("data", (data) => pieces.push(String(data)));
					socket.on("end", () => ended(socket.end()));
				},
				`new TCP({ address, port, onWritable() {
					if (this.done) return this.close();
					this.done = true;
					for (const piece of ["a", "b", "c"]) this.write(bytes(piece));
				} });`,
				{ until },
			);
			assert.deepEqual(pieces, ["abc"]);
		});

		it("counts writes and bytes", async () => {
			const output = await client(
				() => {},
				`new TCP({ address, port, onWritable() {
					this.write(bytes("abc"));
					this.write(bytes("de"));
					trace(probe.socketWrites(), " ", probe.socketBytes());
					this.close();
				} });`,
			);
			assert.equal(output, "2 5");
		});
	});

	describe("when reading", () => {
		it("returns everything, or the requested number of bytes, or fills a buffer", async () => {
			const output = await client(
				(socket) => socket.write("abcdefghijkl"),
				`new TCP({ address, port, onReadable(count) {
					const three = new Uint8Array(3), room = new ArrayBuffer(8, { maxByteLength: 8 }), view = new Uint8Array(room, 1);
					room.resize(3);
					trace(count, " ", text(this.read(2)), " ", this.read(three), text(three.buffer), " ", this.read(view), text(room.slice(1)), " ");
					trace(text(this.read()), " ", this.read(), " ", this.read(1));
					this.close();
				} });`,
			);
			assert.equal(output, "12 ab 3cde 2fg hijkl undefined undefined");
		});

		it("throws if more is requested than there is, and keeps the bytes", async () => {
			const output = await client(
				(socket) => socket.write("abc"),
				`new TCP({ address, port, onReadable() {
					trace(attempt(() => this.read(4)), "|", attempt(() => this.read(0)), "|", attempt(() => this.read(-1)), "|");
					trace(attempt(() => this.read(new Uint8Array(4))), "|", text(this.read()));
					this.close();
				} });`,
			);
			assert.equal(
				output,
				"Error: read: 4 bytes requested, 3 available|Error: read: 0 bytes requested, 3 available|Error: read: -1 bytes requested, 3 available|Error: read: 4 bytes requested, 3 available|abc",
			);
		});

		it("announces data once, with the total number of unread bytes, and again only when more arrives", async () => {
			const output = await client(
				(socket) => {
					socket.write("abc");
					socket.on("data", () => socket.write("def"));
				},
				`let calls = 0;
				const socket = new TCP({ address, port, onReadable(count) {
					trace(count, " ");
					if (++calls === 1) this.read(1);
					else { trace(text(this.read())); this.close(); }
				} });
				Timer.set(() => { trace("(", calls, ") "); socket.write(bytes("go")); }, 100);`,
			);
			assert.equal(output, "3 (1) 5 bcdef");
		});

		it("stops the peer when its buffer is full", async () => {
			const output = await client(
				(socket) => socket.end(Buffer.alloc(1_000_000, 7)),
				`let total = 0, largest = 0;
				const piece = new Uint8Array(1000);
				const socket = new TCP({ address, port, onError() { trace(total, " ", largest); this.close(); } , onReadable(count) {
					if (count > largest) largest = count;
					while (count >= 1000) { this.read(piece); total += 1000; count -= 1000; }
					if (count) total += this.read().byteLength;
				} });`,
			);
			const [total, largest] = output.split(" ").map(Number);
			assert.equal(total, 1_000_000);
			assert.ok(largest <= 5744);
		});
	});

	describe("when the connection ends", () => {
		it("has an error once what was received has been read", async () => {
			const output = await client(
				(socket) => socket.end("abcdef"),
				`const socket = new TCP({ address, port,
					onReadable(count) { trace("readable ", count, " ", text(this.read(3)), " "); },
					onError(...all) { trace("error ", all.length); this.close(); },
				});
				Timer.set(() => trace("rest ", text(socket.read()), " "), 100);`,
			);
			assert.equal(output, "readable 6 abc rest def error 0");
		});

		it("has an error when the peer resets it", async () => {
			const output = await client(
				(socket) => socket.on("data", () => socket.resetAndDestroy()),
				`new TCP({ address, port,
					onWritable() { if (!this.done) this.write(bytes("x")); this.done = true; },
					onError() { trace("error"); this.close(); },
				});`,
			);
			assert.equal(output, "error");
		});

		it("calls in the order readable, error", async () => {
			const output = await client(
				(socket) => socket.on("data", () => socket.end("bye")),
				`new TCP({ address, port,
					onReadable() { trace("readable ", text(this.read()), " "); },
					onWritable() { if (!this.done) this.write(bytes("x")); this.done = true; },
					onError() { trace("error"); this.close(); },
				});`,
			);
			assert.equal(output, "readable bye error");
		});

		it("cannot be written to after its end was noticed, even with data still unread: a chip throws", async () => {
			const output = await client(
				(socket) => socket.end("bye"),
				`const socket = new TCP({ address, port,
					onReadable() {},
					onError() { trace(attempt(() => this.write(bytes("x"))), "|"); this.close(); trace(attempt(() => this.write(bytes("x")))); },
				});
				Timer.set(() => { trace(attempt(() => socket.write(bytes("x"))), "|"); socket.read(); }, 100);`,
			);
			assert.equal(output, "Error: write: not ready|Error: write: not ready|Error: closed");
		});

		it("cannot be written to in onReadable if the end came together with the data: a chip throws, too", async () => {
			const output = await client(
				(socket) => socket.end("bye"),
				`new TCP({ address, port,
					onWritable() { Timer.delay(200); },
					onReadable() { trace(text(this.read()), " ", attempt(() => this.write(bytes("x"))), " "); },
					onError() { trace("error"); this.close(); },
				});`,
			);
			assert.equal(output, "bye Error: write: not ready error");
		});

		it("drops what is written between a failure and its detection, and returns undefined", async () => {
			const output = await client(
				(socket) => {
					socket.resume();
					setTimeout(() => socket.resetAndDestroy(), 100);
				},
				// The device is busy while the reset arrives, so that its first write meets it.
				`const socket = new TCP({ address, port,
					onWritable(room) {
						if (this.done) return;
						this.done = true;
						Timer.delay(300);
						const result = this.write(bytes("x"));
						trace(result === undefined || result === room - 1, " ");
					},
					onError() { trace("error"); this.close(); },
				});`,
			);
			assert.equal(output, "true error");
		});

		it("calls nothing after close(), from within any callback, and close() may be repeated", async () => {
			for (const callback of ["onReadable", "onWritable", "onError"]) {
				const output = await client(
					(socket) => socket.end("bye"),
					`const options = { address, port };
					let closed = false;
					for (const name of ["onReadable", "onWritable", "onError"])
						options[name] = function () {
							if (closed) trace("called after close: ", name);
							if (name === "onReadable" && name !== "${callback}") this.read();
							if (name === "${callback}") { this.close(); this.close(); closed = true; trace("closed"); }
						};
					new TCP(options);
					Timer.set(() => {}, 50);`,
				);
				assert.equal(output, "closed", callback);
			}
		});

		it("throws when a closed socket is read or written", async () => {
			const output = await client(
				() => {},
				`const socket = new TCP({ address, port });
				socket.close();
				trace(attempt(() => socket.read()), "|", attempt(() => socket.write(bytes("x"))), "|", attempt(() => socket.remotePort));`,
			);
			assert.equal(output, "Error: closed|Error: closed|Error: closed");
		});
	});

	it("allocates nothing to call back, read into a buffer and write", async () => {
		const output = await client(
			(socket) => socket.on("data", (data) => socket.write(data)),
			`const buffer = new ArrayBuffer(64, { maxByteLength: 64 }), view = new Uint8Array(buffer);
			let turns = 0, slots, chunkBytes, heapBytes;
			function onWritable() { if (!turns) { turns = 1; this.write(view); } }
			function onReadable(count) {
				if (count > 64) count = 64;
				buffer.resize(count);
				this.read(view);
				buffer.resize(64);
				turns++;
				if (turns === 10) { slots = probe.slots(); chunkBytes = probe.chunkBytes(); heapBytes = probe.heapBytes(); }
				if (turns === 510) {
					trace(probe.slots() - slots, " ", probe.chunkBytes() - chunkBytes, " ", probe.heapBytes() - heapBytes);
					this.close();
					return;
				}
				this.write(view);
			}
			probe.collector(false);
			new TCP({ address, port, onReadable, onWritable });`,
		);
		assert.equal(output, "0 0 0");
	});

	it("survives collections without a reference from the app", async () => {
		const output = await client(
			(socket) => setTimeout(() => socket.end("hello"), 50),
			`(() => new TCP({ address, port, onReadable() { trace(text(this.read()), " "); }, onError() { trace("end"); this.close(); } }))();
			Timer.set(() => { probe.collect(); for (let i = 0; i < 2000; i++) ({ i }); probe.collect(); }, 10);`,
		);
		assert.equal(output, "hello end");
	});

	describe("of mote-mqtt/socket", () => {
		/** The output of a device that does `what`. */
		function said(what, onConnection, options) {
			return serving(onConnection, async (port) => {
				const config = { what, port };
				const { code, stdout, stderr } = await simulateToEnd("test/hosts/seam/manifest.json", { config, ...options });
				assert.equal(code, 0, stderr);
				return stdout;
			});
		}

		declare(async () => parse(await said("exercise", answer)));

		it("throws when more is written than there is room for, and accepts none of it", async () => {
			const output = await client(
				() => {},
				`import Socket from "mote-mqtt/socket";
				const piece = new Uint8Array(65);
				new Socket({ address, port, onWritable(room) {
					trace(attempt(() => this.writeFrom(piece, 0, 65)), "|", this.writeFrom(piece, 1, 64));
					this.close();
				} });`,
				{ sendBuffer: 64 },
			);
			assert.equal(output, "Error: write: would block (65 bytes, room for 64)|0");
		});

		for (const bits of [64, 32]) {
			it(`allocates nothing to read and write at an offset (${bits}-bit)`, async function () {
				if (!(await widths()).includes(bits)) this.skip();
				const output = await said("socket", (socket) => socket.pipe(socket), { bits });
				const nothing = { slots: 0, chunkBytes: 0, heap: 0 };
				assert.deepEqual(JSON.parse(output), { ...nothing, written: 10_000, read: 10_000, wrong: 0 });
			});
		}
	});
});
