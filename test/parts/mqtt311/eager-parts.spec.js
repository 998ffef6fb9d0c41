import { Eager } from "mote-mqtt/eager";
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { LargeMessages } from "mote-mqtt/large-messages";
import { Servers } from "mote-mqtt/servers";
import { Statistics } from "mote-mqtt/statistics";
import { equal } from "../../assert.js";
import { ACCEPTED, Host, KEPT, PRESENT } from "../../mqtt311/host.js";
import { open } from "../eager.js";

const CONNECT = '10 0E 00 04 "MQTT" 04 00 00 3C 00 02 "me"';
const A1 = '34 06 00 01 "a" 00 01 "1"';
const A2 = '34 06 00 01 "a" 00 02 "2"';

let host;

/** A new machine, with a client that connects eagerly, and a topic at QoS 2. */
function start(options) {
	host = new Host();
	host.client({
		...KEPT,
		eager: new Eager(),
		exactlyOnce: new ExactlyOnce(),
		onOutcome: (identifier, code) => host.log.push(`${identifier}: ${code}`),
		...options,
	});
	return host.made.topic("a", { QoS: 2 });
}

/**
 * Connects normally once. Then two messages are sent, of which the server has the first, and the connection is
 * closed.
 */
function halfDone() {
	const topic = start();
	open(host);
	host.send(ACCEPTED);
	topic.publish("1");
	topic.publish("2");
	host.send("50 02 00 01");
	host.made.close();
	host.writes.length = host.log.length = 0;
	host.made.connect();
	open(host);
}

describe("Connecting eagerly, at QoS 2", () => {
	it("sends messages early, and waits for PUBCOMP of all of them [MQTT-4.3.3-1]", () => {
		const topic = start();
		topic.publish("1");
		topic.publish("2");
		open(host);
		host.sent(CONNECT, `${A1} ${A2}`);
		host.send(`${ACCEPTED} 50 02 00 01 50 02 00 02`);
		host.sent("62 02 00 01", "62 02 00 02");
		topic.publish("3");
		host.send("70 02 00 01");
		host.sent();
		host.send("70 02 00 02");
		host.sent('34 06 00 01 "a" 00 03 "3"');
	});

	it("sends PUBREL early, before messages [MQTT-4.4.0-1]", () => {
		halfDone();
		host.sent(CONNECT, `62 02 00 01 ${A2.replace("34", "3C")}`);
		host.send(`${PRESENT} 70 02 00 01 50 02 00 02`);
		host.sent("62 02 00 02");
		host.send("70 02 00 02");
		host.happened("connected, session present", "1: 0", "2: 0", "settled");
	});

	it("reports messages that were completed with a session, and ignores a later PUBCOMP for them", () => {
		halfDone();
		host.sent(CONNECT, `62 02 00 01 ${A2.replace("34", "3C")}`);
		host.send(ACCEPTED);
		host.send("70 02 00 01 50 02 00 02");
		host.sent("62 02 00 02");
		host.send("70 02 00 02");
		host.happened("1: 0", "connected", "2: 0", "settled");
	});

	it("limits the number of pending messages to a server of 3.1.1", () => {
		const topic = start({ exactlyOnce: new ExactlyOnce(8, 1) });
		topic.publish("1");
		topic.publish("2");
		open(host);
		host.sent(CONNECT, A1);
		host.send(`${ACCEPTED} 50 02 00 01 70 02 00 01`);
		host.sent("62 02 00 01", A2);
	});
});

describe("Connecting eagerly, with other parts", () => {
	it("counts early messages", () => {
		const statistics = new Statistics();
		const topic = start({ statistics });
		topic.publish("1");
		topic.publish("2");
		open(host);
		equal(statistics.sent, 2);
		host.send(`${ACCEPTED} 50 02 00 01 70 02 00 01`);
		topic.publish("3");
		host.lose();
		equal(statistics.sentAgain, 0);
		open(host);
		host.send(PRESENT);
		equal(`${statistics.sent} ${statistics.sentAgain}`, "3 1");
	});

	it("waits for the connection with a message larger than memory, because its source is called only then", () => {
		start();
		const large = new LargeMessages(16);
		equal(
			large.publishFrom(host.made.topic("b", { QoS: 1 }), 20, (_offset, into, most) => {
				into.fill(0x78, 0, most);
				return most;
			}),
			1,
		);
		open(host);
		host.sent(CONNECT);
		host.send(ACCEPTED);
		host.streamed('32 19 00 01 "b" 00 01 "x"*20');
	});

	it("is not eager with a server that does not have the session", () => {
		const topic = start({ host: ["a.example", "b.example"], servers: new Servers() });
		topic.publish("1");
		open(host);
		host.sent(CONNECT, A1);
		host.lose();
		// Once more, not eagerly; then the next server, whose session is discarded first.
		open(host);
		host.sent(CONNECT);
		host.lose();
		open(host);
		equal(host.socket.options.host, "b.example");
		host.sent(CONNECT.replace("04 00 00", "04 02 00"));
	});
});
