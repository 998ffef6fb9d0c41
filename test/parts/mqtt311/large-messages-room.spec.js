import { Refusal } from "mote-mqtt";
import { LargeMessages } from "mote-mqtt/large-messages";
import { deepEqual, equal } from "../../assert.js";
import { concat, hex } from "../../bytes.js";
import { Host, KEPT, PRESENT, StandardTCP } from "../../mqtt311/host.js";
import { drained, give, giving, payload, publisher, TOTAL } from "../large-messages.js";

const HEAD = '32 B1 02 00 01 "a" 00 01';

// After `await`, nothing else is on a device's small stack.

describe("A message larger than the memory, in the socket's room", () => {
	it("works with a standard socket, and with one whose writes take more room than their bytes", async () => {
		await undefined;
		for (const io of [undefined, StandardTCP]) {
			const host = new Host({ room: 100, overhead: 29, io });
			const topic = host.online(KEPT).topic("a", { QoS: 1 });
			host.collect(400);
			new LargeMessages(32).publishFrom(topic, TOTAL, give);
			deepEqual(drained(host), concat(hex(HEAD), payload()));
			equal(host.misused, undefined);
		}
	});

	it("comes in pieces of any size that its source provides and the socket accepts", async () => {
		await undefined;
		for (const room of [17, 18, 40, 56, 57, 300]) {
			for (const count of [1, 7, 32]) {
				const host = new Host({ room });
				const topic = host.online(KEPT).topic("a", { QoS: 1 });
				host.collect(220);
				new LargeMessages(32).publishFrom(topic, 200, giving(count));
				deepEqual(drained(host), concat(hex('32 CD 01 00 01 "a" 00 01'), payload(0, 200)), `${room} ${count}`);
			}
		}
	});

	it("waits if the socket reports no more room, although there was some", async () => {
		await undefined;
		for (const isLater of [false, true]) {
			const host = new Host({ room: 100 });
			const large = new LargeMessages(32);
			const topic = host.online(KEPT).topic("a", { QoS: 1 });
			let more = 0;
			large.publishFrom(topic, 200, (offset, into) => (isLater && more-- < 1 ? 0 : giving(8)(offset, into, 8)));
			host.drain(20);
			host.squeeze(0);
			host.made.topic("b", { QoS: 1 }).publish("y");
			more = 10;
			large.resume();
			equal(host.misused, undefined);
		}
	});

	it("is not interrupted: acknowledgements, PINGREQ and other messages wait", async () => {
		await undefined;
		const host = publisher(1, { keepAlive: 10_000 });
		host.large.publishFrom(host.topic, TOTAL, give);
		host.topic.publish("x");
		host.made.topic("z").publish("y");
		host.send('32 05 00 01 "m" 00 07');
		host.advance(9_500);
		const all = drained(host);
		deepEqual(all.slice(0, 308), concat(hex(HEAD), payload()));
		deepEqual(all.slice(308, 312), hex("40 02 00 07"));
		deepEqual(all.slice(-14), hex('32 06 00 01 "a" 00 02 "x" 30 04 00 01 "z" "y"'));
		host.happened("message m: , QoS 1, identifier 7");
	});

	it("allows reading what the server sends, up to the first message to acknowledge", async () => {
		await undefined;
		const host = publisher(1);
		host.topic.publish("x");
		host.large.publishFrom(host.topic, TOTAL, give);
		host.send('40 02 00 01 30 04 00 01 "m1" 32 05 00 01 "n" 00 07 30 04 00 01 "m2"');
		host.happened("outcome 1 0", "message m: 1", "message n: , QoS 1, identifier 7");
		drained(host);
		host.happened("message m: 2");
	});

	it("keeps the connection alive while room grows, even if the server is silent for longer than keepAlive and timeout", async () => {
		await undefined;
		const host = publisher(1, { keepAlive: 10_000, timeout: 5_000 });
		let count = 0;
		host.large.publishFrom(host.topic, TOTAL, give);
		while (host.size < 308) {
			host.advance(4_000);
			host.drain(10);
			count++;
		}
		equal(count, 23);
		deepEqual(host.collected().slice(0, 308), concat(hex(HEAD), payload()));
		host.happened();
		host.send("40 02 00 01");
		host.happened("outcome 1 0", "settled");
	});

	it("follows a PINGREQ if nothing was sent for a while, because a server may measure from the last whole packet", async () => {
		await undefined;
		const host = publisher(1, { keepAlive: 10_000 });
		host.advance(1_000);
		host.large.publishFrom(host.topic, TOTAL, give);
		host.send("D0 00");
		deepEqual(drained(host), concat(hex(`C0 00 ${HEAD}`), payload()));
		host.made.keepAlive = 0;
		host.advance(1_000);
		host.send("40 02 00 01");
		host.large.publishFrom(host.topic, 5, give);
		deepEqual(host.collected(), concat(hex('32 0A 00 01 "a" 00 02'), payload(0, 5)));
	});

	it("ends the connection if room has not grown for `timeout`, also without keep alive", async () => {
		await undefined;
		const host = publisher(1, { keepAlive: 0, timeout: 5_000 });
		host.large.publishFrom(host.topic, TOTAL, give);
		host.advance(4_000);
		host.drain(10);
		host.advance(4_900);
		host.happened();
		host.advance(200);
		host.happened("keepAliveTimeout, retry 1000");
		host.again(PRESENT);
		deepEqual(drained(host, 308), concat(hex(HEAD), payload()));
	});

	it("is refused as full if there is no room for its header, and onWritable is called when there is", async () => {
		await undefined;
		const host = publisher(1, { onWritable: (count) => host.log.push(`writable ${count}`) });
		host.topic.publish(new Uint8Array(110));
		host.topic.publish(new Uint8Array(118));
		equal(host.large.publishFrom(host.topic, TOTAL, give), Refusal.full);
		drained(host);
		host.send("40 02 00 01");
		host.happened("outcome 1 0", "writable 123");
		equal(host.large.publishFrom(host.topic, TOTAL, give), 3);
	});

	it("does not hide that the server has closed, nor its last packets", async () => {
		await undefined;
		const host = publisher(1);
		host.large.publishFrom(host.topic, TOTAL, give);
		host.send('30 04 00 01 "m1"');
		host.lose();
		host.happened("message m: 1", "connectionLost, retry 1000");
	});
});
