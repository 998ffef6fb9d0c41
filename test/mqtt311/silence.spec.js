// Without keep alive, a dead connection may be silent forever. So the client sends PINGREQ all the same, seldom.
import { equal, throws } from "../assert.js";
import { Host } from "./host.js";

describe("Without keep alive", () => {
	it("a path that is dead without a sign, for example because of NAT, is detected after ten minutes", () => {
		const host = new Host();
		host.online({ keepAlive: 0 });
		host.advance(599_999);
		host.sent();
		host.advance(1);
		host.sent("C0 00");
		host.advance(19_999);
		host.happened();
		host.advance(1);
		host.happened("keepAliveTimeout, retry 1000");
	});

	it("it is noticed by who publishes at QoS 0 as well, though the path still takes bytes", () => {
		const host = new Host();
		const topic = host.online({ keepAlive: 0, onSettled: undefined }).topic("a");
		host.isDeaf = true;
		for (let i = 0; i < 1_300 && !host.log.length; i++) {
			topic.publish("x");
			host.drain();
			host.advance(1_000);
		}
		equal(host.log[0], "keepAliveTimeout, retry 1000");
	});

	it("a server that answers is asked every ten minutes, for months, with two timers each", () => {
		const host = new Host();
		host.online({ keepAlive: 0, acknowledgeTimeout: Infinity });
		host.advance(1);
		host.wakes = 0;
		for (let i = 0; i < 10_000; i++) {
			while (!host.writes.length) host.step();
			host.sent("C0 00");
			host.send("D0 00");
			host.drain();
		}
		host.happened();
		equal(Math.abs(host.elapsed - 6_000_000_000) < 1_000, true, host.elapsed);
		equal(host.wakes < 20_010, true, host.wakes);
	});

	it("that lasts as long as `silence` says", () => {
		const host = new Host();
		host.online({ keepAlive: 0, silence: 5_000 });
		for (let i = 0; i < 5; i++) {
			host.advance(4_999);
			host.sent();
			host.advance(1);
			host.sent("C0 00");
			host.send("D0 00");
		}
	});

	it("only keepAlive goes to the server", () => {
		const host = new Host();
		host.client({ keepAlive: 0, silence: 5_000 });
		host.step();
		host.accept();
		host.sent('10 0C 00 04 "MQTT" 04 02 00 00 00 00');
	});

	it("`silence` is milliseconds, or 0", () => {
		const host = new Host();
		for (const silence of [-1, 999, 1_000.5, "5000", null, false, Number.NaN, 2 ** 31])
			throws(() => host.client({ silence }), RangeError, "silence");
	});
});
