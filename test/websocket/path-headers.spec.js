import { deepEqual, equal, throws } from "../assert.js";
import { Line } from "./line.js";

describe("The options path and headers", () => {
	it("may be functions, called for each connection, and their values are sent to the server", () => {
		const asked = [];
		const line = new Line().open(
			{
				path: (...args) => `/${asked.push(args)}`,
				headers: (...args) => ({ Authorization: `Bearer ${asked.push(args)}`, "X-A": "b c" }),
			},
			{ host: "a.example", port: 81 },
		);
		line.accept();
		const request = line.request();
		equal(request.startsWith("GET /1 HTTP/1.1\r\n"), true);
		equal(request.endsWith("mqtt\r\nAuthorization: Bearer 2\r\nX-A: b c\r\n\r\n"), true);
		deepEqual(asked, [
			["a.example", 81],
			["a.example", 81],
		]);
	});

	it("are refused if they are invalid: as values at once, as functions when their result is used", () => {
		const wrong = [
			[{ path: "" }, "websocket.path: expected"],
			[{ path: "mqtt" }, "websocket.path: expected"],
			[{ path: "wss://broker.example/mqtt" }, "websocket.path: expected"],
			[{ path: "/a b" }, "websocket.path: expected"],
			[{ path: "/a\r\nb" }, "websocket.path: expected"],
			[{ path: "/\u00e4" }, "websocket.path: expected"],
			[{ path: "/#a" }, "websocket.path: expected"],
			[{ path: 1 }, "websocket.path: expected"],
			[{ path: null }, "websocket.path: expected"],
			[{ headers: null }, "websocket.headers: expected"],
			[{ headers: "a: b" }, "websocket.headers: expected"],
			[{ headers: { "a b": "c" } }, 'websocket.headers["a b"]: expected'],
			[{ headers: { "a:": "c" } }, 'websocket.headers["a:"]: expected'],
			[{ headers: { "": "c" } }, 'websocket.headers[""]: expected'],
			[{ headers: { a: "b\r\nc: d" } }, 'websocket.headers["a"]: expected'],
			[{ headers: { a: 1 } }, 'websocket.headers["a"]: expected'],
			[{ headers: { Host: "a" } }, 'websocket.headers["Host"]: expected'],
			[{ headers: { "sec-websocket-protocol": "a" } }, 'websocket.headers["sec-websocket-protocol"]: expected'],
		];
		for (const [options, message] of wrong) {
			throws(() => new Line().open(options), TypeError, message);
			const asking = {};
			for (const name in options) asking[name] = () => options[name];
			throws(() => new Line().open(asking), TypeError, message);
		}
		throws(() => new Line().open({}, { host: "a\r\nb" }), TypeError, "host: expected");
	});
});
