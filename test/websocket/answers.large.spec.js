import { deepEqual, equal } from "../assert.js";
import { ALIKE, ANSWERS, WRONG } from "./answer-cases.js";
import { Line } from "./line.js";
import { ascii, opening } from "./server-side.js";

/** The error of a connection whose server sends `answer` (a text, or a function of the request) in pieces of `size` bytes. */
async function refused(answer, size = 0) {
	await undefined;
	const line = new Line().open();
	line.accept();
	const request = line.request();
	line.sendPieces(ascii(typeof answer === "string" ? answer : answer(request)), size);
	equal(line.free, undefined);
	equal(line.socket.closed, true);
	equal(line.errors.length, 1);
	return line.errors[0];
}

// After `await`, nothing else is on a device's small stack.

describe("The response to the opening handshake", () => {
	it("is compared as HTTP requires", async () => {
		for (const lines of ALIKE) {
			await undefined;
			const line = new Line().open();
			line.accept();
			line.send(ascii(opening(line.request(), lines)));
			deepEqual(line.errors, [], ALIKE.indexOf(lines));
			equal(line.free > 0, true);
		}
	});

	it("may have any size, while the memory used for it does not grow", async () => {
		const line = new Line().open();
		line.accept();
		const [status, ...rest] = opening(line.request()).split("\r\n");
		line.send(ascii(`${status}\r\n`));
		const long = ascii(`X-Long: ${"x".repeat(992)}`);
		line.send(ascii("X-Long: "));
		for (let i = 0; i < 100; i++) {
			await undefined;
			line.send(long);
		}
		line.send(ascii(`\r\n${rest.join("\r\n")}`));
		deepEqual(line.errors, []);
		equal(line.free > 0, true);
	});

	it("ends the connection if a required field is missing or wrong, or has a value that was not offered", async () => {
		for (const [lines, why] of WRONG)
			equal(await refused((request) => opening(request, lines)), `no WebSocket: ${why}`);
		const twice = (request) => opening(request).replace(/(Sec-WebSocket-Accept: .*\r\n)/, "$1$1");
		equal(await refused(twice), "no WebSocket: a wrong Sec-WebSocket-Accept");
	});

	it("is reported in words if its status is not 101", async () => {
		for (const [answer, why] of ANSWERS)
			for (const size of [0, 1]) equal(await refused(answer, size), `no WebSocket: ${why}`);
	});

	it("is not followed if it is a redirection: the error has the location, up to 128 characters", async () => {
		for (const status of [301, 302, 303, 307, 308]) {
			const answer = `HTTP/1.1 ${status} Moved\r\nServer: a\r\nlocation:  wss://other.example/mqtt\t\r\n\r\n`;
			equal(await refused(answer), `no WebSocket: HTTP ${status} moved: wss://other.example/mqtt`);
		}
		const long = `HTTP/1.1 302 Found\r\nLocation: /\x07\x1b${"x".repeat(500)}\r\n\r\n`;
		equal(await refused(long), `no WebSocket: HTTP 302 moved: /??${"x".repeat(125)}`);
		equal(await refused("HTTP/1.1 302 Found\r\nServer: a\r\n\r\n"), "no WebSocket: HTTP 302 moved");
	});

	it("is reported as missing if the connection is lost before it is complete", () => {
		const line = new Line().open();
		line.accept();
		const answer = opening(line.request());
		line.send(ascii(answer.slice(0, -1)));
		line.lose();
		deepEqual(line.errors, ["closed during the WebSocket handshake"]);
		equal(line.free, undefined);
	});
});
