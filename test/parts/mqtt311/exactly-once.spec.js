import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { equal, throws } from "../../assert.js";
import { hex } from "../../bytes.js";
import { ACCEPTED, Host, KEPT, PRESENT } from "../../mqtt311/host.js";

const FIRST = '34 06 00 01 "a" 00 01 "1"';
const SECOND = '34 06 00 01 "a" 00 02 "2"';
const THIRD = '34 06 00 01 "a" 00 03 "3"';
const AGAIN = FIRST.replace("34", "3C");

/** A connected client with QoS 2 that has sent messages "1" to `count`. */
function publishing(count = 1, options = {}) {
	const host = new Host();
	const client = host.online({ ...KEPT, exactlyOnce: new ExactlyOnce(), ...options });
	host.topic = client.topic("a", { QoS: 2 });
	for (let i = 1; i <= count; i++) equal(host.topic.publish(String(i)), i);
	return host;
}

describe("A message published at QoS 2", () => {
	it("is completed in four steps, and is unacknowledged until the last [MQTT-4.3.3-1] [MQTT-3.6.1-1] [MQTT-2.3.1-6] [MQTT-3.3.1-1]", () => {
		const host = publishing();
		host.sent(FIRST);
		equal(host.made.settled, false);
		host.send("50 02 00 01");
		host.sent("62 02 00 01");
		equal(host.made.settled, false);
		host.happened();
		host.send("70 02 00 01");
		host.sent();
		host.happened("settled");
		equal(host.made.settled, true);
	});

	it("is reported after PUBCOMP, not after PUBREC; and when the server has lost the session after PUBREC", () => {
		const host = publishing(2, { onOutcome: (identifier, code) => host.log.push(`${identifier}: ${code}`) });
		host.send("50 02 00 02 50 02 00 01");
		host.happened();
		host.send("70 02 00 02");
		host.happened("2: 0");
		host.lose();
		host.again(ACCEPTED);
		host.happened("connectionLost, retry 1000", "1: 0", "connected", "settled");
	});

	it("is completed so whatever pieces the answers come in", () => {
		const host = publishing(3);
		host.writes.length = 0;
		host.sendPieces("50 02 00 01 50 02 00 02 70 02 00 01 50 02 00 03 70 02 00 02 70 02 00 03", 1);
		host.sent("62 02 00 01", "62 02 00 02", "62 02 00 03");
		host.happened("settled");
	});

	it("may be retained, and keeps its order among others", () => {
		const host = publishing();
		equal(host.made.topic("b", { QoS: 2, retain: true }).publish("x"), 2);
		host.made.topic("c", { QoS: 1 }).publish("y");
		host.sent(FIRST, '35 06 00 01 "b" 00 02 "x"', '32 06 00 01 "c" 00 03 "y"');
		host.lose();
		host.again(PRESENT);
		host.sent(AGAIN, '3D 06 00 01 "b" 00 02 "x"', '3A 06 00 01 "c" 00 03 "y"');
	});

	it("is resent as a duplicate if the connection was lost before PUBREC [MQTT-4.4.0-1] [MQTT-3.3.1-1] [MQTT-4.3.3-1]", () => {
		const host = publishing();
		host.writes.length = 0;
		for (let i = 0; i < 3; i++) {
			host.lose();
			host.again(PRESENT);
			host.sent(AGAIN);
		}
		host.send("50 02 00 01 70 02 00 01");
		host.sent("62 02 00 01");
		equal(host.made.settled, true);
	});

	it("is not resent after PUBREC; PUBREL is, unchanged, until PUBCOMP [MQTT-4.4.0-1] [MQTT-4.3.3-1]", () => {
		const host = publishing();
		host.send("50 02 00 01");
		host.writes.length = 0;
		for (let i = 0; i < 3; i++) {
			host.lose();
			host.again(PRESENT);
			host.sent("62 02 00 01");
		}
		host.send("70 02 00 01");
		equal(host.made.settled, true);
		host.lose();
		host.again(PRESENT);
		host.sent();
	});

	it("is resent as new if the server has lost the session; one with PUBREC was completed with it", () => {
		const host = publishing(2);
		host.send("50 02 00 01");
		host.writes.length = 0;
		host.lose();
		host.again(ACCEPTED);
		host.sent(SECOND);
		host.send("50 02 00 02");
		host.lose();
		// The connection that would have resent PUBREL has no room for it, and is lost.
		host.meet();
		host.squeeze(4);
		host.send(PRESENT);
		host.sent();
		host.lose();
		host.log.length = 0;
		host.again(ACCEPTED);
		host.sent();
		host.happened("connected", "settled");
	});

	it("keeps the order of others: PUBREL in that of PUBREC, then PUBLISH in its own [MQTT-4.6.0-1] [MQTT-4.6.0-4]", () => {
		const host = publishing(4);
		host.made.subscribe("s");
		host.writes.length = 0;
		host.send("50 02 00 03 50 02 00 01");
		host.sent("62 02 00 03", "62 02 00 01");
		host.lose();
		host.again(PRESENT);
		host.sent(
			'82 06 FF FF 00 01 "s" 00',
			"62 02 00 03",
			"62 02 00 01",
			SECOND.replace("34", "3C"),
			'3C 06 00 01 "a" 00 04 "4"',
		);
		host.send("70 02 00 03 50 02 00 04 50 02 00 02 90 03 FF FF 00 70 02 00 02 70 02 00 04 70 02 00 01");
		host.sent("62 02 00 04", "62 02 00 02");
		host.happened("connectionLost, retry 1000", "connected, session present", "subscribed s 0", "settled");
	});

	it("frees its identifier at PUBCOMP, not before [MQTT-4.3.3-1] [MQTT-2.3.1-3]", () => {
		const host = publishing(1, { keepAlive: 0 });
		const one = host.made.topic("b", { QoS: 1 });
		const puback = hex("40 02 00 00");
		host.send("50 02 00 01");
		for (let identifier = 2; identifier < 65_534; identifier++) {
			equal(one.publish(), identifier);
			puback[2] = identifier >> 8;
			puback[3] = identifier & 255;
			host.socket.room = 1072;
			host.send(puback);
			if (identifier % 16 === 0) host.writes.length = 0;
		}
		equal(one.publish(), 2);
		host.send("70 02 00 01");
		host.made.connection.session.identifier = 65_535;
		equal(one.publish(), 1);
	});

	it("takes less room after PUBREC", () => {
		const host = publishing(0, { buffers: { unacknowledged: 40 } });
		equal(host.topic.publish("x".repeat(29)), 1);
		equal(host.topic.publish("2"), -2);
		host.send("50 02 00 01");
		equal(host.topic.publish("2"), 2);
	});

	it("delays disconnect() until PUBCOMP", () => {
		const host = publishing();
		host.made.disconnect();
		host.send("50 02 00 01");
		host.advance(100);
		host.sent(FIRST, "62 02 00 01");
		host.send("70 02 00 01");
		host.advance(1);
		host.sent("E0 00");
		host.happened("settled", "disconnected");
	});

	it("may be the last before the app closes, in onSettled", () => {
		const host = publishing(1, { onSettled: () => host.made.close() });
		host.send("50 02 00 01 70 02 00 01 50 02 00 09");
		host.sent(FIRST, "62 02 00 01");
		equal(host.socket.closed, true);
	});
});

describe("With QoS 2, from the server", () => {
	it("a repeated PUBREC, or one for an unknown message, is answered with PUBREL", () => {
		const host = publishing();
		host.send("50 02 00 01 50 02 00 01");
		host.send("70 02 00 01 50 02 00 01 50 02 12 34");
		host.sent(FIRST, "62 02 00 01", "62 02 00 01", "62 02 00 01", "62 02 12 34");
	});

	it("PUBREC for a message that waits to be resent is not answered, because it comes again", () => {
		const host = publishing(1);
		host.lose();
		host.capacity = 26;
		host.meet();
		host.squeeze(4);
		host.send(`${PRESENT} 50 02 00 01`);
		host.sent();
		for (let i = 0; i < 3; i++) host.drain();
		host.streamed(AGAIN);
		host.send("50 02 00 01");
		host.sent("62 02 00 01");
	});

	it("PUBCOMP for an unknown or unreleased message changes nothing", () => {
		const host = publishing();
		host.send("70 02 00 01 70 02 00 09");
		host.sent(FIRST);
		equal(host.made.settled, false);
		host.lose();
		host.again(PRESENT);
		host.sent(AGAIN);
	});

	it("PUBACK for a message at QoS 2 is a protocol error, and so is PUBREC for one at QoS 1", () => {
		const host = publishing();
		host.send("40 02 00 01");
		host.happened("protocolError, retry 1000");
		host.writes.length = 0;
		host.again(PRESENT);
		host.sent(AGAIN);
		host.made.topic("b", { QoS: 1 }).publish("x");
		host.send("50 02 00 02");
		host.happened("connected, session present", "protocolError, retry 2000");
	});

	it("any of its packets that is malformed ends the connection [MQTT-3.6.1-1] [MQTT-2.2.2-2]", () => {
		for (const bytes of [
			"50 00",
			"50 02 00 00",
			"50 03 00 01 00",
			"52 02 00 01",
			"60 02 00 01",
			"62 02 00 00",
			"62 01 00",
			"63 02 00 01",
			"70 02 00 00",
			"72 02 00 01",
			"70 03 00 01 00",
		]) {
			const host = publishing();
			host.send(bytes);
			host.sent(FIRST);
			host.happened("malformedPacket, retry 1000");
		}
	});

	it("PUBREC waits in the socket while there is no room for PUBREL", () => {
		const host = publishing(2);
		host.writes.length = 0;
		host.squeeze(3);
		host.send("50 02 00 01 50 02 00 02");
		host.sent();
		host.squeeze(7);
		host.sent("62 02 00 01");
		host.squeeze(4);
		host.sent("62 02 00 02");
	});

	it("PUBREC is read when a partly written packet is complete", () => {
		const host = publishing(1);
		host.writes.length = 0;
		host.squeeze(24);
		equal(host.topic.publish("0123456789"), 2);
		host.send("50 02 00 01");
		host.drain(24);
		host.drain();
		host.streamed('34 0F 00 01 "a" 00 02 "0123456789" 62 02 00 01');
		host.lose();
		host.again(PRESENT);
		host.sent("62 02 00 01", '3C 0F 00 01 "a" 00 02 "0123456789"');
	});
});

describe("The option exactlyOnce", () => {
	it("allows QoS 2, for topics and subscriptions, which otherwise throws", () => {
		const host = publishing(0);
		host.made.subscribe(["a", { filter: "b", QoS: 2 }]);
		host.sent('82 0A FF FF 00 01 "a" 00 00 01 "b" 02');
		host.send("90 04 FF FF 00 02");
		host.happened("subscribed a 0", "subscribed b 2", "settled");
		const without = new Host().client();
		throws(() => without.topic("a", { QoS: 2 }), RangeError, "QoS");
		throws(() => without.subscribe("a", { QoS: 2 }), RangeError, "QoS");
		throws(() => host.made.topic("a", { QoS: 3 }), RangeError, "QoS");
	});

	it("is an ExactlyOnce, with room and inFlight from 1 to 65,535", () => {
		for (const exactlyOnce of [true, {}, null, "yes"])
			throws(() => new Host().client({ exactlyOnce }), TypeError, "exactlyOnce");
		for (const count of [0, 65_536, 1.5, "1", -1]) {
			throws(() => new ExactlyOnce(count), RangeError, "room");
			throws(() => new ExactlyOnce(1, count), RangeError, "inFlight");
		}
	});

	it("works with messages that were accepted before there was a connection", () => {
		const host = new Host();
		const topic = host.client({ ...KEPT, exactlyOnce: new ExactlyOnce() }).topic("a", { QoS: 2 });
		for (const text of ["1", "2", "3"]) topic.publish(text);
		host.again(ACCEPTED);
		host.sent(FIRST, SECOND, THIRD);
	});
});
