import { deepEqual, equal } from "../assert.js";
import { Line } from "./line.js";
import { ascii, field, opening } from "./server-side.js";
import { accept, base64, sha1 } from "./sha1.js";

// After `await`, nothing else is on a device's small stack.

describe("The reference implementation used by these specs", () => {
	it("computes the SHA-1 digests of RFC 3174 section 7.3", () => {
		const hex = (digest) => Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
		equal(hex(sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
		equal(
			hex(sha1("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
			"84983e441c3bd26ebaae4aa1f95129e5e54670f1",
		);
	});

	it("computes the Sec-WebSocket-Accept of RFC 6455 section 1.3", () => {
		equal(base64(Uint8Array.from({ length: 16 }, (_, i) => i + 1)), "AQIDBAUGBwgJCgsMDQ4PEA==");
		equal(accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
	});
});

describe("The opening handshake", () => {
	it("sends the request of RFC 6455 section 4.1", () => {
		const line = new Line().open({ path: "/mqtt?a=%20" }, { port: 8083 });
		line.accept();
		const request = line.request();
		const key = field(request, "Sec-WebSocket-Key");
		equal(
			request,
			`GET /mqtt?a=%20 HTTP/1.1\r\nHost: broker.example:8083\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n`,
		);
		equal(key.length, 24);
		equal(key.endsWith("=="), true);
	});

	it("has a new key for each connection", () => {
		const keys = [];
		for (let i = 0; i < 8; i++) {
			const line = new Line().open();
			line.accept();
			keys.push(field(line.request(), "Sec-WebSocket-Key"));
		}
		for (const key of keys) equal(keys.indexOf(key), keys.lastIndexOf(key), key);
	});

	it("names the port if it is not the default port, and puts an IPv6 address in brackets", () => {
		const host = (more, secure) => {
			const line = new Line();
			line.secure = secure;
			line.open({}, more);
			line.accept();
			return field(line.request(), "Host");
		};
		equal(host({}), "broker.example");
		equal(host({}, true), "broker.example");
		equal(host({ port: 443 }), "broker.example:443");
		equal(host({ port: 80 }, true), "broker.example:80");
		equal(host({ host: "::1", port: 81 }), "[::1]:81");
		equal(host({ host: undefined }), "10.0.0.1");
	});

	it("sends its request in pieces if there is little room, and accepts a response only after the whole request", async () => {
		for (const room of [1, 7, 64, 200]) {
			await undefined;
			const line = new Line({ room }).open({ path: `/${"x".repeat(300)}`, headers: { "X-Token": "y".repeat(300) } });
			line.accept();
			let request = "";
			while (request.length < 800 && line.writes.length) {
				request += line.request();
				line.drain();
			}
			equal(request.endsWith(`X-Token: ${"y".repeat(300)}\r\n\r\n`), true);
			line.send(ascii(opening(request)));
			deepEqual(line.errors, []);
			equal(line.free, room > 8 ? room - 8 * Math.ceil(room / 512) : undefined);
		}
		const line = new Line({ room: 240 }).open({ headers: { "X-Token": "y".repeat(300) } });
		line.accept();
		line.send(ascii(opening(line.request())));
		deepEqual(line.errors, ["no WebSocket: an answer before the end of the request"]);
	});

	it("accepts a response in pieces of any size, with frames after it in the same piece", async () => {
		for (const size of [0, 1, 2, 3, 4, 5, 7, 50, 128]) {
			await undefined;
			const line = new Line().open();
			line.accept();
			const answer = opening(line.request());
			line.sendPieces(ascii(`${answer}\x82\x03abc\x82\x01d`), size);
			deepEqual(line.errors, []);
			line.expect([], ascii("abcd"));
			equal(line.free > 0, true);
		}
	});

	it("is ended by close(), without a close frame or an error", () => {
		for (const length of [0, 10, 100]) {
			const line = new Line().open();
			line.accept();
			line.send(ascii(opening(line.request()).slice(0, length)));
			line.ws.close();
			equal(line.socket.closed, true);
			line.ws.close();
			deepEqual(line.errors, []);
			deepEqual(line.writes, []);
			equal(line.ws.writeFrom(ascii("a"), 0, 1), undefined);
			equal(line.ws.readInto(new Uint8Array(1), 0, 1), undefined);
		}
	});
});
