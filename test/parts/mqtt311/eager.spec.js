import { Eager } from "mote-mqtt/eager";
import { equal, throws } from "../../assert.js";
import { ACCEPTED, Host, KEPT, PRESENT } from "../../mqtt311/host.js";
import { open } from "../eager.js";

const CONNECT = '10 0E 00 04 "MQTT" 04 00 00 3C 00 02 "me"';
const A1 = '32 06 00 01 "a" 00 01 "1"';
const A2 = '32 06 00 01 "a" 00 02 "2"';
const A3 = '32 06 00 01 "a" 00 03 "3"';

let host;
let topic;

/** A new machine, with a client that connects eagerly. */
function start(options, machine) {
	host = new Host(machine);
	host.client({ ...KEPT, eager: new Eager(), ...options });
	topic = host.made.topic("a", { QoS: 1 });
}

describe("Connecting eagerly", () => {
	it("sends CONNECT, filters and queued messages together, in this order, before CONNACK [MQTT-3.1.0-1]", () => {
		start();
		host.made.subscribe("s", { QoS: 1 });
		topic.publish("1");
		topic.publish("2");
		open(host);
		host.sent(CONNECT, '82 06 FF FF 00 01 "s" 01', `${A1} ${A2}`);
		host.send(`${ACCEPTED} 90 03 FF FF 01 40 02 00 01`);
		host.happened("connected", "subscribed s 1");
		host.send("40 02 00 02");
		host.happened("settled");
		host.sent();
	});

	it("sends nothing more until all of these are acknowledged, and nothing at QoS 0 before CONNACK", () => {
		start();
		const zero = host.made.topic("z");
		topic.publish("1");
		topic.publish("2");
		open(host);
		host.sent(CONNECT, `${A1} ${A2}`);
		topic.publish("3");
		equal(zero.publish("0"), -1);
		host.drain();
		host.send(ACCEPTED);
		equal(zero.publish("0"), 0);
		host.send("40 02 00 02");
		host.sent();
		host.send("40 02 00 01");
		host.sent(A3, '30 04 00 01 "z0"');
		host.send("40 02 00 03");
		topic.publish("4");
		host.sent('32 06 00 01 "a" 00 04 "4"');
	});

	it("sends as many whole packets as the socket has room for, and the rest after the acknowledgements", () => {
		// CONNECT, two messages, and the reserve for acknowledgements.
		start({}, { room: 16 + 8 + 8 + 16 + 7 });
		for (const text of ["1", "2", "3"]) topic.publish(text);
		open(host);
		host.sent(CONNECT, `${A1} ${A2}`);
		host.send(ACCEPTED);
		host.drain();
		host.send("40 02 00 01");
		host.sent();
		host.send("40 02 00 02");
		host.sent(A3);
	});

	it("writes as much at once as `buffers.send` holds, and a larger message by itself", () => {
		start({ buffers: { send: 32, receive: 64, unacknowledged: 256 } });
		for (const text of ["1", "2", "3", "4", "5"]) topic.publish(text);
		topic.publish("x".repeat(40));
		topic.publish("7");
		open(host);
		host.sent(
			CONNECT,
			`${A1} ${A2} ${A3} 32 06 00 01 "a" 00 04 "4"`,
			'32 06 00 01 "a" 00 05 "5"',
			'32 2D 00 01 "a" 00 06 "x"*40',
			'32 06 00 01 "a" 00 07 "7"',
		);
	});

	it("resends messages as duplicates, as if the session were present [MQTT-3.3.1-1, MQTT-4.4.0-1]", () => {
		start();
		topic.publish("1");
		open(host);
		host.send(ACCEPTED);
		host.send("40 02 00 01");
		topic.publish("2");
		host.lose();
		topic.publish("3");
		host.writes.length = 0;
		// After a connection that was lost with pending messages, the next is not eager, because they may have been
		// the cause.
		open(host);
		host.sent(CONNECT);
		host.send(PRESENT);
		host.sent(A2.replace("32", "3A"), A3);
		host.made.close();
		host.made.connect();
		host.made.connection.session.attempts = 0;
		open(host);
		host.sent(CONNECT, `${A2} ${A3}`.replaceAll("32 06", "3A 06"));
	});

	it("continues without a session: filters are requested again, and nothing is sent twice", () => {
		start();
		host.made.subscribe("s");
		open(host);
		host.send(`${ACCEPTED} 90 03 FF FF 00`);
		host.made.subscribe("t");
		host.lose();
		topic.publish("1");
		host.writes.length = host.log.length = 0;
		open(host);
		// One was granted, and is remembered; the other was pending.
		host.sent(CONNECT, '82 06 FF FF 00 01 "t" 00', A1);
		host.send(ACCEPTED);
		host.happened("connected");
		host.sent();
		host.send("90 03 FF FF 00 40 02 00 01");
		host.sent('82 06 FF FF 00 01 "s" 00');
		host.send("90 03 FF FF 00");
		host.happened("subscribed t 0", "settled", "subscribed s 0", "settled");
	});

	it("sends no message before the last filter, so messages wait if there are more filters than a SUBSCRIBE holds", () => {
		start({ filtersAtOnce: 1 });
		host.made.subscribe(["s", "t"]);
		topic.publish("1");
		open(host);
		host.sent(CONNECT, '82 06 FF FF 00 01 "s" 00');
		host.send(ACCEPTED);
		host.sent();
		host.send("90 03 FF FF 00");
		host.sent('82 06 FF FF 00 01 "t" 00', A1);
	});

	it("sends the birth message first at QoS 1; at QoS 0, everything waits for CONNACK", () => {
		start({ birth: { topic: "b", message: "on", QoS: 1 } });
		topic.publish("1");
		open(host);
		host.sent(CONNECT, '32 07 00 01 "b" FF FE "on"', A1);
		host.send(ACCEPTED);
		host.sent();
		host.send("40 02 FF FE 40 02 00 01");
		host.happened("connected", "settled");
		host.lose();
		open(host);
		host.sent(CONNECT, '32 07 00 01 "b" FF FE "on"');
		host.lose();
		open(host);
		host.send(PRESENT);
		host.sent(CONNECT, '3A 07 00 01 "b" FF FE "on"');

		start({ birth: { topic: "b", message: "on" } });
		topic.publish("1");
		open(host);
		host.sent(CONNECT);
		host.send(ACCEPTED);
		host.sent('30 05 00 01 "bon"', A1);
	});

	it("sends nothing early to a server that must first discard its session", () => {
		start({ clean: "once" });
		topic.publish("1");
		open(host);
		host.sent(CONNECT.replace("04 00 00", "04 02 00"));
		host.send(ACCEPTED);
		host.sent("E0 00");
		open(host);
		host.sent(CONNECT, A1);
	});

	it("sends messages as new to a server that keeps no session", () => {
		start({ clean: true });
		topic.publish("1");
		open(host);
		host.sent(CONNECT.replace("04 00 00", "04 02 00"), A1);
		host.lose();
		open(host);
		host.send(ACCEPTED);
		host.sent(CONNECT.replace("04 00 00", "04 02 00"), A1);
	});

	it("keeps a discarded message until it is acknowledged, because it was sent", () => {
		start();
		topic.publish("1");
		topic.publish("2");
		open(host);
		host.writes.length = 0;
		equal(host.made.pending(1), 2);
		equal(host.made.discard(1), true);
		topic.publish("3");
		host.send(ACCEPTED);
		host.send("40 02 00 02");
		host.sent();
		host.send("40 02 00 01");
		host.sent(A3);
	});

	it("accepts a patience of 1 to 1,073,741,823 milliseconds", () => {
		for (const patience of [0, -1, 1.5, "5", Number.NaN, 0x40000000])
			throws(() => new Eager(patience), RangeError, "patience");
		new Eager(1);
		new Eager(0x3fffffff);
		throws(() => new Host().client({ eager: true }), TypeError, "eager");
	});
});
