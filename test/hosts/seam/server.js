// The server of exercise.js.
import { equal } from "node:assert/strict";
import { ANSWER, EXPECTED, HEARD } from "./exercise.js";

/** Handles a connection: answers after it has received everything, and ends after one more byte. */
export function answer(socket) {
	let heard = "";
	socket.on("error", () => {});
	socket.on("data", (data) => {
		heard += data;
		if (heard === HEARD) socket.write(ANSWER);
		else if (heard.length > HEARD.length) socket.end();
	});
}

/** Parses the output of a device, line by line. */
export function parse(output) {
	return new Map(
		output
			.split("\n")
			.filter((line) => line)
			.map((line) => JSON.parse(line)),
	);
}

/** Declares the tests. `results` is called once, and returns the results of exercise() as a Map. */
export function declare(results, { names = Object.keys(EXPECTED) } = {}) {
	let said;
	before(async () => {
		said = await results();
	});
	for (const name of names) it(name, () => equal(JSON.stringify(said.get(name)), JSON.stringify(EXPECTED[name])));
}
