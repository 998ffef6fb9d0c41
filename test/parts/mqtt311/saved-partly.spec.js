import { restoreSession, savedSize, saveSession } from "mote-mqtt/saved-session";
import { equal, throws } from "../../assert.js";
import { ACCEPTED, Host, KEPT, PRESENT } from "../../mqtt311/host.js";

let host;

/** A client with five messages of 12 bytes each, of which the first two were sent. */
function start() {
	host = new Host({ room: 16 + 16 + 8 + 8 });
	const topic = host.client(KEPT).topic("a", { QoS: 1 });
	host.made.subscribe("s");
	host.again(ACCEPTED);
	host.send("90 03 FF FF 00");
	host.drain();
	host.squeeze(16 + 16);
	for (const text of ["1", "2", "3", "4", "5"]) topic.publish(text);
	equal(savedSize(host.made), 30 + 5 * 12 + 14);
}

describe("A saved session that does not fit", () => {
	it("throws with the number of bytes that fit and that are needed", () => {
		start();
		const into = new Uint8Array(103);
		throws(
			() => saveSession(host.made, into),
			RangeError,
			"into: expected 104 bytes or more; 103 hold 5 of 5 messages",
		);
		throws(() => saveSession(host.made, into.subarray(0, 77)), RangeError, "77 hold 3 of 5 messages");
		throws(() => saveSession(host.made, into.subarray(0, 30)), RangeError, "30 hold 0 of 5 messages");
		equal(
			into.every((byte) => byte === 0),
			true,
		);
	});

	it("has the oldest messages, if the app wants that, and requests filters again", () => {
		for (const [size, count] of [
			[103, 5],
			[90, 5],
			[89, 4],
			[66, 3],
			[54, 2],
			[53, 1],
			[41, 0],
			[30, 0],
		]) {
			start();
			const told = [];
			const into = new Uint8Array(size);
			equal(
				saveSession(host.made, into, (fit, left) => told.push(fit, left)),
				30 + 12 * count,
			);
			equal(told.join(), `${count},${5 - count}`);
			host = new Host();
			host.client(KEPT);
			host.made.subscribe("s");
			equal(restoreSession(host.made, into), true);
			host.again(PRESENT);
			host.send("90 03 FF FF 00");
			const sent = ["3A", "3A", "32", "32", "32"].map((first, i) => `${first} 06 00 01 "a" 00 0${i + 1} "${i + 1}"`);
			host.sent('82 06 FF FF 00 01 "s" 00', ...sent.slice(0, count));
		}
	});

	it("is not saved if there is no room even without messages", () => {
		start();
		throws(() => saveSession(host.made, new Uint8Array(29), () => {}), RangeError, "29 hold 0 of 5 messages");
	});

	it("knows which of these were sent: later ones were not", () => {
		host = new Host();
		const topic = host.online(KEPT).topic("a", { QoS: 1 });
		for (const text of ["1", "2", "3", "4", "5"]) topic.publish(text);
		host.lose();
		host.meet();
		host.squeeze(0);
		host.send(PRESENT);
		const into = new Uint8Array(54);
		saveSession(host.made, into, () => {});
		host = new Host();
		host.client(KEPT);
		equal(restoreSession(host.made, into), true);
		const state = host.made.topic("s", { QoS: 1, latestOnly: true });
		state.publish("x");
		state.publish("y");
		host.again(PRESENT);
		host.sent('3A 06 00 01 "a" 00 01 "1"', '3A 06 00 01 "a" 00 02 "2"', '32 06 00 01 "s" 00 07 "y"');
	});

	it("is not reported if everything fits", () => {
		start();
		equal(
			saveSession(host.made, new Uint8Array(104), () => host.log.push("partly")),
			104,
		);
		equal(host.log.includes("partly"), false);
	});
});
