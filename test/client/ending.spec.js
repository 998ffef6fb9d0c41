import { Host } from "./host.js";

// A device tells that a connection has ended after all has been read that was received, and until then drops what is written.
describe("A connection that has ended, with something received still to be read", () => {
	/** A client that has published twice at QoS 1, and lost the connection. */
	function ending(host, options) {
		const client = host.online(options);
		const topic = client.topic("t", { QoS: 1 });
		topic.publish("1");
		topic.publish("2");
		host.socket.failed = true;
		return topic;
	}

	it("is read to its end, though nothing can be acknowledged any more", () => {
		const host = new Host();
		ending(host);
		host.send(`40 02 00 01 32 07 00 01 "a" 00 05 "xy" 40 02 00 02`);
		host.happened("message a: xy, QoS 1, identifier 5", "settled", "connectionLost, retry 1000");
	});

	it("is read to its end, though the app publishes in a callback", () => {
		const host = new Host();
		let published = 0;
		const topic = ending(host, {
			onSettled() {
				host.log.push("settled");
				while (published < 3) if (topic.publish(`${published++}`) < 0) host.log.push("refused");
			},
		});
		host.send(`40 02 00 01 40 02 00 02 30 05 00 01 "a" "xy"`);
		host.happened("settled", "message a: xy", "connectionLost, retry 1000");
		// What was accepted then is kept.
		host.again();
		host.streamed(`32 06 00 01 "t" 00 03 "0" 32 06 00 01 "t" 00 04 "1" 32 06 00 01 "t" 00 05 "2"`);
		host.send("40 02 00 03 40 02 00 04 40 02 00 05");
		host.happened("connected", "settled");
	});
});
