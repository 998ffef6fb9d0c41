// Messages are passed to the onMessage of each filter that they match, and otherwise to the client's.
import { equal, throws } from "../assert.js";
import { hex } from "../bytes.js";
import { Host, KEPT, PRESENT } from "./host.js";

/** A client with a handler for each of these filters, and one of its own. */
function routed(...filters) {
	const host = new Host();
	const client = host.online();
	for (const filter of filters)
		client.subscribe(filter, { onMessage: (message) => host.log.push(`${filter}: ${message.topic} ${message.text}`) });
	host.log.length = host.writes.length = 0;
	return host;
}

describe("A message", () => {
	it("goes to the handler of the filter that it matches, else to the client", () => {
		const host = routed("a/+", "b/#");
		host.send('30 06 00 03 "a/b" "1" 30 04 00 01 "b" "2" 30 04 00 01 "a" "3"');
		host.happened("a/+: a/b 1", "b/#: b 2", "message a: 3");
	});

	it("goes to each of several filters, in the order in which they were subscribed to", () => {
		const host = routed("a/#", "+/b", "c");
		host.send('30 06 00 03 "a/b" "1" 30 04 00 01 "c" "2"');
		host.happened("a/#: a/b 1", "+/b: a/b 1", "c: c 2");
	});

	it("of a filter without a handler goes to the client, or to the other filter that matches and has one", () => {
		const host = routed("a/b");
		host.made.subscribe("a/#");
		host.send('30 06 00 03 "a/b" "1" 30 06 00 03 "a/c" "2"');
		host.happened("a/b: a/b 1", "message a/c: 2");
	});

	it("beginning with $ matches no wildcard at the beginning", () => {
		const host = routed("#", "+/b", "$SYS/#");
		host.send('30 09 00 06 "$SYS/b" "1"');
		host.happened("$SYS/#: $SYS/b 1");
	});

	it("at QoS 1 is acknowledged once, whoever had it", () => {
		const host = routed("a", "#");
		host.send('32 06 00 01 "a" 00 07 "x"');
		host.happened("a: a x", "#: a x");
		host.sent("40 02 00 07");
	});

	it("goes to the handler also before SUBACK, and before the filter was asked for: a session may have it", () => {
		const host = new Host();
		const client = host.client({ ...KEPT, onConnect: undefined });
		client.subscribe("a", { onMessage: () => host.log.push("handled") });
		host.meet();
		host.send(`${PRESENT} 30 03 00 01 "a"`);
		host.happened("handled");
	});

	it("goes to the handler that was given last, and to the client when the filter was given up", () => {
		const host = routed("a");
		host.made.subscribe("a", { onMessage: () => host.log.push("other") });
		host.send('30 03 00 01 "a"');
		host.made.subscribe("a");
		host.send('30 03 00 01 "a"');
		host.made.subscribe("a", { onMessage: () => host.log.push("third") });
		host.made.unsubscribe("a");
		host.send('30 03 00 01 "a"');
		host.happened("other", "message a: ", "message a: ");
	});

	it("larger than the memory goes to the handler in pieces", () => {
		const host = new Host();
		const client = host.online({ oversize: "stream", buffers: { receive: 32 } });
		let size = 0;
		client.subscribe("a", {
			onMessage(message) {
				size += message.end - message.start;
				equal(message.total, 60);
			},
		});
		host.send('30 3F 00 01 "a" "x"*60');
		equal(size, 60);
		host.happened();
	});

	it("is not given on when a handler closes the connection", () => {
		const host = routed("a");
		host.made.subscribe("a", {
			onMessage() {
				host.made.close();
				host.log.push("closed");
			},
		});
		host.made.subscribe("#", { onMessage: () => host.log.push("too late") });
		host.send('30 03 00 01 "a"');
		host.happened("closed");
	});

	it("is safe from handlers that change the filters", async () => {
		const host = routed();
		const { made } = host;
		let count = 0;
		const again = () => {
			host.log.push("called");
			made.unsubscribe(`f${count}`);
			made.subscribe(`f${++count}`, { onMessage: again });
			made.subscribe("#", { QoS: count % 2, onMessage: again });
		};
		made.subscribe("#", { onMessage: again });
		host.isDeaf = true;
		const called = hex('30 04 00 02 "f1"');
		for (let i = 0; i < 20; i++) {
			host.socket.received = called;
			// With nothing else on the stack, which in a device is small: a handler calls the client three times.
			await Promise.resolve(called.length).then((count) => host.socket.onReadable(count));
			host.send("90 03 FF FF 00");
			host.send("B0 02 FF FF");
			host.send("90 04 FF FF 00 00");
			host.drain();
		}
		equal(made.connected, true);
		equal(host.log.filter((line) => line === "called").length >= 20, true);
	});

	it("needs a function as its handler, or the mistake is told", () => {
		const host = new Host();
		const client = host.online();
		for (const onMessage of [null, 5, "x", {}])
			throws(() => client.subscribe("a", { onMessage }), TypeError, "onMessage: expected a function");
		host.sent();
	});
});
