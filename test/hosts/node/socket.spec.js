import { once } from "node:events";
import { createServer } from "node:net";
import { tcp } from "mote-mqtt/tcp";
import { deepEqual, equal, ok, throws } from "../../assert.js";
import { hex } from "../../bytes.js";
import { exercise } from "../seam/exercise.js";
import { answer, declare } from "../seam/server.js";
import { Recorder } from "./recorder.js";

const TCP = tcp.socket.io;

describe("the TCP class of Node.js", () => {
	let server;
	/** The server's connections, in order. */
	let peers;
	let sockets;
	let calls;

	beforeEach(async () => {
		peers = [];
		sockets = [];
		calls = new Recorder();
		// The server allows half-open connections, so that only the class under test decides whether one side's end
		// ends the other.
		server = createServer({ allowHalfOpen: true }, (peer) => peers.push(peer));
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
	});

	afterEach(() => {
		for (const socket of sockets) socket.close();
		for (const peer of peers) peer.destroy();
		server.close();
	});

	/** Creates a socket that is connecting to the server. Its calls are recorded, then `actions` run. */
	function dial({ onReadable, onWritable, onError, ...options } = {}) {
		const socket = new TCP({
			address: "127.0.0.1",
			port: server.address().port,
			...options,
			onReadable: calls.on("onReadable", onReadable),
			onWritable: calls.on("onWritable", onWritable),
			onError: calls.on("onError", onError),
		});
		sockets.push(socket);
		return socket;
	}

	/** Returns a connected socket and the server's end of the connection. */
	async function connect(actions) {
		const connection = once(server, "connection");
		const socket = dial(actions);
		const [peer] = await connection;
		peer.on("error", () => {});
		await calls.called("onWritable");
		return { socket, peer };
	}

	/** Returns everything that a peer receives until the other side has ended. */
	async function received(peer) {
		const chunks = [];
		for await (const chunk of peer) chunks.push(chunk);
		return Buffer.concat(chunks);
	}

	/** Waits until everything due has happened, by making and closing another connection. */
	async function meanwhile() {
		const other = new Recorder();
		const connection = once(server, "connection");
		const socket = new TCP({
			address: "127.0.0.1",
			port: server.address().port,
			onReadable: other.on("onReadable"),
			onError: other.on("onError"),
		});
		const [peer] = await connection;
		peer.end("x");
		await other.called("onReadable");
		socket.read();
		await other.called("onError");
	}

	describe("connecting", () => {
		it("reports the room of its send buffer once it is connected, and cannot be written to before", async () => {
			const socket = dial();
			throws(() => socket.write(hex("01")), Error, "room for 0");
			equal(socket.read(), undefined);
			await calls.called("onWritable");
			deepEqual(calls.calls, [["onWritable", 16_384]]);
		});

		it("is `this` in every callback, and has the target that was passed", async () => {
			const seen = [];
			const target = {};
			const note = function () {
				seen.push(this);
			};
			const { socket, peer } = await connect({
				target,
				onReadable() {
					seen.push(this);
					this.read();
				},
				onWritable: note,
				onError: note,
			});
			peer.end("x");
			await calls.called("onError");
			deepEqual(
				calls.calls.map(([name]) => name),
				["onWritable", "onReadable", "onError"],
			);
			for (const self of seen) ok(self === socket);
			ok(socket.target === target);
		});

		it("calls onError, once and without arguments, if the connection is refused", async () => {
			const other = createServer().listen(0, "127.0.0.1");
			await once(other, "listening");
			const { port } = other.address();
			other.close();
			await once(other, "close");
			const socket = dial({ port });
			await calls.called("onError");
			await meanwhile();
			deepEqual(calls.calls, [["onError"]]);
			equal(socket.write(hex("01")), undefined);
		});

		it("throws for an invalid port", () => {
			throws(() => dial({ port: 65_536 }), RangeError, "65536");
		});

		it("needs no callbacks", async () => {
			const connection = once(server, "connection");
			const socket = new TCP({ address: "127.0.0.1", port: server.address().port });
			sockets.push(socket);
			const [peer] = await connection;
			peer.end("x");
			await received(peer);
			await meanwhile();
		});
	});

	describe("writing", () => {
		it("accepts all bytes and returns the room left", async () => {
			const { socket, peer } = await connect();
			equal(socket.write(hex("01 02")), 16_382);
			equal(socket.write(hex("03")), 16_381);
			socket.close();
			deepEqual([...(await received(peer))], [1, 2, 3]);
		});

		it("accepts exactly as much as there is room for", async () => {
			const { socket, peer } = await connect();
			equal(socket.write(new Uint8Array(16_384).fill(7)), 0);
			socket.close();
			ok((await received(peer)).equals(Buffer.alloc(16_384, 7)));
		});

		it("throws when there are more bytes than room, and accepts none of them", async () => {
			const { socket, peer } = await connect();
			socket.write(new Uint8Array(16_380));
			throws(() => socket.write(new Uint8Array(5)), Error, "5 bytes, room for 4");
			equal(socket.write(new Uint8Array(4)), 0);
			socket.close();
			equal((await received(peer)).length, 16_384);
		});

		it("reports when there is room again", async () => {
			const { socket } = await connect();
			socket.write(new Uint8Array(16_384));
			await calls.called("onWritable", 2);
			deepEqual(calls.calls[1], ["onWritable", 16_384]);
			equal(socket.write(new Uint8Array(16_384)), 0);
		});

		it("accepts an ArrayBuffer, a part of one, and a view of changing length", async () => {
			const { socket, peer } = await connect();
			const buffer = new ArrayBuffer(4, { maxByteLength: 4 });
			const window = new Uint8Array(buffer);
			window.set([1, 2, 3, 4]);
			socket.write(buffer);
			socket.write(new DataView(buffer, 1, 2));
			buffer.resize(1);
			socket.write(window);
			buffer.resize(0);
			equal(socket.write(window), 16_384 - 7);
			socket.close();
			deepEqual([...(await received(peer))], [1, 2, 3, 4, 2, 3, 1]);
		});

		it("copies the bytes, so that the buffer may change afterwards", async () => {
			const { socket, peer } = await connect();
			const bytes = hex("01 02 03");
			socket.write(bytes);
			bytes.fill(9);
			socket.write(bytes);
			socket.close();
			deepEqual([...(await received(peer))], [1, 2, 3, 9, 9, 9]);
		});
	});

	describe("writing in turns", () => {
		/** A connected socket as above, and the pieces that it passes to Node.js, each of which becomes a segment. */
		async function segments(actions) {
			const connection = await connect(actions);
			const handed = [];
			const inner = connection.socket.socket;
			const write = inner.write.bind(inner);
			inner.write = (bytes, ...rest) => {
				handed.push(String(bytes));
				return write(bytes, ...rest);
			};
			return { ...connection, handed };
		}

		it("puts everything that is written in one turn into one segment, in order", async () => {
			const { socket, peer, handed } = await segments();
			const done = received(peer);
			for (const letter of "abc") socket.write(hex(`"${letter}"`));
			for (const letter of "def") socket.writeFrom(hex(`"-${letter}-"`), 1, 1);
			await once(peer, "data");
			socket.write(hex('"gh"'));
			socket.write(hex('"i"'));
			socket.close();
			equal(String(await done), "abcdefghi");
			deepEqual(handed, ["abcdef", "ghi"]);
		});

		it("does so for callbacks and promises", async () => {
			const { socket, peer, handed } = await segments({
				onReadable() {
					for (const letter of String.fromCharCode(...new Uint8Array(this.read()))) this.write(hex(`"${letter}"`));
				},
			});
			const done = received(peer);
			peer.write("abc");
			await once(peer, "data");
			await Promise.resolve();
			socket.write(hex('"d"'));
			await Promise.resolve();
			socket.write(hex('"e"'));
			await once(peer, "data");
			socket.close();
			equal(String(await done), "abcde");
			deepEqual(handed, ["abc", "de"]);
		});

		it("reports room once for everything that was written in one turn", async () => {
			const { socket, peer } = await connect();
			for (let i = 0; i < 10; i++) socket.write(hex("01"));
			await once(peer, "data");
			await meanwhile();
			deepEqual(calls.calls, [
				["onWritable", 16_384],
				["onWritable", 16_384],
			]);
		});

		it("loses nothing, and keeps the order, while the peer is slow", async () => {
			const total = 8_000_000;
			let sent = 0;
			let wrong = 0;
			let received = 0;
			const bytes = new Uint8Array(32_768);
			const { peer } = await connect({
				onWritable(room) {
					// In pieces, and not always all there is room for.
					while (room > 0 && sent < total) {
						const count = Math.min(room, 1 + (sent % 5_000), total - sent);
						for (let i = 0; i < count; i++) bytes[7 + i] = (sent + i) % 251;
						room = this.writeFrom(bytes, 7, count);
						sent += count;
						bytes.fill(0);
					}
					if (sent === total) this.close();
				},
			});
			peer.pause();
			await meanwhile();
			ok(sent > 0 && sent < total, `${sent} bytes sent while nothing is read`);
			for await (const piece of peer) for (const byte of piece) if (byte !== received++ % 251) wrong++;
			deepEqual([received, wrong], [total, 0]);
		});

		it("accepts more while Node.js is not finished with earlier bytes, and keeps both apart", async () => {
			const { socket, peer } = await connect();
			peer.pause();
			const piece = new Uint8Array(1_000);
			let sent = 0;
			let room = 16_384;
			// Until the kernel accepts no more, and then until there is no room.
			while (room >= piece.length) {
				for (let i = 0; i < piece.length; i++) piece[i] = (sent + i) % 251;
				room = socket.writeFrom(piece, 0, piece.length);
				sent += piece.length;
				await new Promise(setImmediate);
			}
			socket.close();
			const bytes = await received(peer);
			equal(bytes.length, sent);
			equal(
				bytes.findIndex((byte, index) => byte !== index % 251),
				-1,
			);
		});
	});

	describe("at an offset", () => {
		let other;
		before(async () => {
			other = createServer({ allowHalfOpen: true }, answer).listen(0, "127.0.0.1");
			await once(other, "listening");
		});
		after(() => other.close());

		declare(
			() =>
				new Promise((resolve) => {
					const said = new Map();
					const say = (name, values) => said.set(name, values);
					exercise(TCP, { port: other.address().port }, say, () => resolve(said));
				}),
		);

		it("throws when more is written than there is room for, and accepts none of it", async () => {
			const { socket, peer } = await connect();
			throws(() => socket.writeFrom(new Uint8Array(20_000), 1, 16_385), Error, "16385 bytes, room for 16384");
			equal(socket.writeFrom(new Uint8Array(20_000), 1, 16_384), 0);
			socket.close();
			equal((await received(peer)).length, 16_384);
		});
	});

	describe("reading", () => {
		/** A socket that has received 1, 2, 3, 4, 5, and has not read them. */
		async function receive() {
			const connection = await connect();
			connection.peer.write(hex("01 02 03 04 05"));
			await calls.until(() => calls.calls.at(-1)[1] === 5);
			return connection;
		}

		it("returns undefined when there is nothing", async () => {
			const { socket } = await connect();
			equal(socket.read(), undefined);
			equal(socket.read(1), undefined);
			equal(socket.read(new Uint8Array(1)), undefined);
		});

		it("returns everything, or the requested number of bytes", async () => {
			const { socket } = await receive();
			deepEqual([...new Uint8Array(socket.read(2))], [1, 2]);
			const rest = socket.read();
			ok(rest instanceof ArrayBuffer);
			deepEqual([...new Uint8Array(rest)], [3, 4, 5]);
			equal(socket.read(), undefined);
		});

		it("fills a view exactly, and nothing around it", async () => {
			const { socket } = await receive();
			const bytes = new Uint8Array(6);
			equal(socket.read(bytes.subarray(1, 4)), 3);
			deepEqual([...bytes], [0, 1, 2, 3, 0, 0]);
			equal(socket.read(bytes.buffer.slice(0, 2)), 2);
			equal(socket.read(), undefined);
		});

		it("fills an ArrayBuffer, and a view of changing length", async () => {
			const { socket } = await receive();
			const buffer = new ArrayBuffer(2);
			equal(socket.read(buffer), 2);
			deepEqual([...new Uint8Array(buffer)], [1, 2]);
			const window = new Uint8Array(new ArrayBuffer(8, { maxByteLength: 8 }));
			window.buffer.resize(3);
			equal(socket.read(window), 3);
			deepEqual([...window], [3, 4, 5]);
		});

		it("throws when more is requested than there is, or nothing is requested, and keeps what there is", async () => {
			const { socket } = await receive();
			throws(() => socket.read(6), Error, "6 bytes requested, 5 available");
			throws(() => socket.read(new Uint8Array(6)), Error, "6 bytes requested, 5 available");
			throws(() => socket.read(0), Error, "0 bytes requested");
			throws(() => socket.read(new Uint8Array(0)), Error, "0 bytes requested");
			deepEqual([...new Uint8Array(socket.read(5))], [1, 2, 3, 4, 5]);
		});

		it("is announced only for new data, with the total number of unread bytes", async () => {
			const { socket, peer } = await connect();
			peer.write("abc");
			await calls.called("onReadable");
			socket.read(1);
			await meanwhile();
			peer.write("d");
			await calls.called("onReadable", 2);
			deepEqual(
				calls.calls.filter(([name]) => name === "onReadable"),
				[
					["onReadable", 3],
					["onReadable", 3],
				],
			);
			equal(Buffer.from(socket.read()).toString(), "bcd");
		});

		it("keeps the peer waiting while much is unread", async () => {
			const total = 4_000_000;
			let most = 0;
			let read = 0;
			let busy = false;
			const { peer } = await connect({
				onReadable(count) {
					most = Math.max(most, count);
					if (busy || count + read < Math.min(total, read + 65_536)) return;
					busy = true;
					let turns = 50;
					const turn = () => {
						if (turns--) return setImmediate(turn);
						busy = false;
						read += this.read().byteLength;
						calls.on("read")();
					};
					turn();
				},
			});
			peer.end(Buffer.alloc(total, 1));
			await calls.until(() => read === total);
			ok(most >= 65_536 && most <= 131_072, `${most} bytes unread at most`);
			await calls.called("onError");
		});
	});

	describe("the end of a connection", () => {
		it("is reported by onError, without an argument", async () => {
			const { peer } = await connect();
			peer.destroy();
			await calls.called("onError");
			deepEqual(calls.calls, [["onWritable", 16_384], ["onError"]]);
		});

		it("is reported after what was received has been read", async () => {
			const { socket, peer } = await connect();
			peer.end("abc");
			await calls.called("onReadable");
			await meanwhile();
			socket.read(2);
			await meanwhile();
			equal(calls.count("onError"), 0);
			equal(Buffer.from(socket.read()).toString(), "c");
			equal(calls.count("onError"), 0, "not while reading");
			await calls.called("onError");
			await meanwhile();
			equal(calls.count("onError"), 1);
		});

		it("is reported after what was received has been read, even if the connection is reset as well", async () => {
			const { socket, peer } = await connect();
			peer.write("abc");
			await calls.called("onReadable");
			peer.resetAndDestroy();
			await meanwhile();
			equal(calls.count("onError"), 0);
			equal(Buffer.from(socket.read()).toString(), "abc");
			await calls.called("onError");
		});

		it("makes write accept nothing and return undefined, while something is unread and after", async () => {
			const { socket, peer } = await connect();
			peer.end("abc");
			await calls.called("onReadable");
			await meanwhile();
			equal(socket.write(hex("01")), undefined);
			socket.read();
			await calls.called("onError");
			equal(socket.write(hex("01")), undefined);
			equal(calls.count("onWritable"), 1);
		});

		it("is reported even if the peer, having ended its side, never reads", async () => {
			const { peer } = await connect({
				onWritable() {
					this.write(new Uint8Array(16_384));
				},
			});
			peer.pause();
			peer.end();
			await calls.called("onError");
		});
	});

	describe("close()", () => {
		it("sends what was written", async () => {
			const { socket, peer } = await connect();
			socket.write(new Uint8Array(16_384).fill(5));
			socket.close();
			ok((await received(peer)).equals(Buffer.alloc(16_384, 5)));
		});

		it("sends what was written even if the peer has sent more than was read", async () => {
			const { socket, peer } = await connect();
			let failure;
			peer.on("error", (error) => {
				failure = error;
			});
			peer.write(Buffer.alloc(4_000_000));
			await calls.called("onReadable");
			socket.write(hex("E0 00"));
			socket.close();
			deepEqual([...(await received(peer))], [0xe0, 0]);
			equal(failure, undefined);
		});

		it("ends the connection when the peer does, but does not wait for it forever", async () => {
			const { socket, peer } = await connect();
			socket.close();
			await once(peer.resume(), "end");
			// Never ends its side, and sends until that fails.
			const closed = new Promise((resolve) => peer.on("close", resolve));
			const sending = setInterval(() => peer.write("more"), 10);
			await closed;
			clearInterval(sending);
		});

		for (const name of ["onWritable", "onReadable"]) {
			it(`is the last thing that happens when called in ${name}`, async () => {
				const connection = once(server, "connection");
				const socket = dial({ [name]: () => socket.close() });
				const [peer] = await connection;
				peer.on("error", () => {});
				peer.write("abc");
				await calls.called(name);
				const before = calls.calls.length;
				peer.end("def");
				await once(peer.resume(), "close");
				await meanwhile();
				equal(calls.calls.length, before);
			});
		}

		it("is the last thing that happens when received data was read and the end is about to be reported", async () => {
			const { socket, peer } = await connect();
			peer.end("abc");
			await calls.called("onReadable");
			await meanwhile();
			socket.read();
			socket.close();
			await meanwhile();
			equal(calls.count("onError"), 0);
		});

		it("is the last thing that happens while connecting", async () => {
			const socket = dial();
			socket.close();
			await meanwhile();
			deepEqual(calls.calls, []);
		});

		it("is harmless in onError, and when repeated", async () => {
			const { socket, peer } = await connect({
				onError() {
					this.close();
				},
			});
			peer.resetAndDestroy();
			await calls.called("onError");
			socket.close();
			socket.close();
			equal(socket.read(), undefined);
			equal(socket.write(hex("01")), undefined);
		});
	});
});
