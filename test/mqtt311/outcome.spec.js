import { equal, throws } from "../assert.js";
import { Host, KEPT, PRESENT } from "./host.js";

/** A client that has sent messages "1", "2" and "3", and logs their outcomes. */
function three(options) {
	const host = new Host();
	const onOutcome = (identifier, code) => host.log.push(`${identifier}: ${code}`);
	const client = host.online({ ...KEPT, onOutcome, ...options });
	host.topic = client.topic("a", { QoS: 1 });
	for (const text of ["1", "2", "3"]) host.topic.publish(text);
	host.writes.length = 0;
	return host;
}

describe("The outcome of a message", () => {
	it("is reported when its PUBACK comes, in any order; then everything is settled", () => {
		const host = three();
		host.send("40 02 00 02");
		host.happened("2: 0");
		host.send("40 02 00 01 40 02 00 03");
		host.happened("1: 0", "3: 0", "settled");
	});

	it("is reported once, even if PUBACK comes twice", () => {
		const host = three();
		host.send("40 02 00 01 40 02 00 01");
		host.happened("1: 0");
	});

	it("is reported for messages accepted without a connection", () => {
		const host = three();
		host.lose();
		host.log.length = 0;
		equal(host.topic.publish("4"), 4);
		host.again(PRESENT);
		host.send("40 02 00 01 40 02 00 04");
		host.happened("connected, session present", "1: 0", "4: 0");
	});

	it("may be told by a callback that was given later", () => {
		const host = three({ onOutcome: undefined });
		host.send("40 02 00 01");
		host.happened();
		host.made.onOutcome = (identifier) => host.log.push(`later ${identifier}`);
		host.send("40 02 00 02");
		host.happened("later 2");
	});

	it("may make the app publish the next: then it is not settled", () => {
		const host = three();
		let left = 2;
		host.made.onOutcome = () => {
			if (left-- > 0) host.topic.publish("next");
		};
		host.send("40 02 00 01 40 02 00 02 40 02 00 03");
		host.happened();
		host.send("40 02 00 04 40 02 00 05");
		host.happened("settled");
	});

	it("may make the app close: nothing more is told", () => {
		const host = three();
		host.made.onOutcome = (identifier) => {
			host.log.push(`${identifier}`);
			host.made.close();
		};
		host.send("40 02 00 01 40 02 00 02 40 02 00 03");
		host.happened("1");
	});

	it("is settled even if the app throws in onOutcome, also for disconnect()", () => {
		const host = three();
		host.send("40 02 00 01 40 02 00 02");
		host.made.onOutcome = () => {
			throw new Error("the app's");
		};
		host.made.disconnect();
		host.log.length = 0;
		throws(() => host.send("40 02 00 03"), Error, "the app's");
		equal(host.made.settled, true);
		host.advance(1);
		host.happened("disconnected");
	});

	it("requires a function", () => {
		throws(() => new Host().client({ onOutcome: 1 }), TypeError, "onOutcome: expected a function");
	});
});
