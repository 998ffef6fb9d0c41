// The scripted brokers behave as documented. The other specs of this folder depend on that.
import { deepEqual, equal, throws } from "../assert.js";
import { concat, hex, toHex } from "../bytes.js";
import { AwsIotCore } from "./aws-iot-core.js";
import { AzureEventGrid } from "./azure-event-grid.js";
import { Broker } from "./broker.js";
import { ThingsBoard } from "./thingsboard.js";

/** A clock for a broker with one connection. Records the broker's answers. */
class Stage {
	now = 0;
	events = [];
	answers = [];

	constructor(Class) {
		this.broker = new Class(this);
		this.open();
	}

	after(milliseconds, action) {
		this.events.push({ time: this.now + milliseconds, action });
	}

	random() {
		return 0;
	}

	/** Lets time pass. */
	pass(milliseconds) {
		const end = this.now + milliseconds;
		for (;;) {
			let next;
			for (const event of this.events) if (event.time <= end && !(next?.time <= event.time)) next = event;
			if (!next) break;
			this.events.splice(this.events.indexOf(next), 1);
			this.now = next.time;
			next.action();
		}
		this.now = end;
	}

	open() {
		const { answers } = this;
		this.link = {
			send: (bytes) => {
				answers.push(toHex(bytes));
				return this.now;
			},
			close: () => answers.push("closed"),
		};
		this.broker.opened(this.link);
	}

	/** Sends these packets from the client, a second apart, and compares the answers. */
	says(fixtures, ...answers) {
		for (const fixture of [fixtures].flat()) {
			this.broker.received(this.link, typeof fixture === "string" ? hex(fixture) : fixture);
			this.pass(1_000);
		}
		deepEqual(
			this.answers.splice(0),
			answers.map((answer) => (answer === "closed" ? answer : toHex(hex(answer)))),
		);
	}
}

/** CONNECT of "me" in 3.1.1: with a clean session and keep alive 60 s; and with a session that is kept. */
const CLEAN = '10 0E 00 04 "MQTT" 04 02 00 3C 00 02 "me"';
const KEPT = '10 0E 00 04 "MQTT" 04 00 00 3C 00 02 "me"';
const CLEAN_5 = '10 0F 00 04 "MQTT" 05 02 00 3C 00 00 02 "me"';
/** The CONNACK of the clouds in 5.0, for session expiry 0. */
const AWS_5 = "20 17 00 00 14 21 00 64 24 01 27 00 02 48 00 22 00 08 29 00 11 00 00 00 00";
const AZURE_5 = "20 18 00 00 15 24 01 25 00 27 00 08 00 00 22 00 0A 29 00 2A 00 11 00 00 00 00";

/** A stage on which "me" is connected. `answer` is CONNACK. */
function connected(Class, connect = CLEAN, answer = "20 02 00 00") {
	const stage = new Stage(Class);
	stage.says(connect, answer);
	return stage;
}

/** SUBSCRIBE with identifier 1 to `count` filters that begin with `start`. */
function subscribe(start, count, v5) {
	const filters = Array.from({ length: count }, (_, i) =>
		hex(`00 ${toHex(Uint8Array.of(start.length + 1))} "${start}${i}" 01`),
	);
	const body = concat(hex(v5 ? "00 01 00" : "00 01"), ...filters);
	return concat(Uint8Array.of(0x82, body.length), body);
}

describe("A scripted broker", () => {
	it("keeps sessions, retained messages and wills as the specification requires", () => {
		// A will "no" to "w" at QoS 0.
		const stage = connected(Broker, '10 15 00 04 "MQTT" 04 04 00 3C 00 02 "me" 00 01 "w" 00 02 "no"');
		stage.says(['31 05 00 01 "r" "on"', '82 06 00 07 00 01 "#" 01'], '31 05 00 01 "r" "on"', "90 03 00 07 01");
		// After 90 s of silence, the connection is closed and the will published. The kept session does not get it,
		// because it is at QoS 0.
		stage.pass(90_000);
		equal(stage.broker.sessions.get("me").link, undefined);
		stage.broker.publish("a", hex("01"));
		stage.answers.length = 0;
		stage.open();
		stage.says(KEPT, "20 02 01 00", '32 06 00 01 "a" 00 01 01');
		stage.says("40 02 00 01");
		// A clean session has neither filters nor messages.
		stage.open();
		stage.says(CLEAN, "closed", "20 02 00 00");
	});

	it("resends unacknowledged messages with DUP", () => {
		const stage = connected(Broker, KEPT);
		stage.says('82 06 00 07 00 01 "#" 01', "90 03 00 07 01");
		stage.broker.publish("a", hex("01"));
		stage.broker.ended(stage.link);
		stage.answers.length = 0;
		stage.open();
		stage.says(KEPT, "20 02 01 00", '3A 06 00 01 "a" 00 01 01');
		stage.says("40 02 00 01");
	});

	it("fails the test on packets that a client must not send", () => {
		for (const packet of [
			CLEAN, // a second CONNECT
			'80 06 00 07 00 01 "#" 01', // SUBSCRIBE, with wrong flags
			'82 06 00 00 00 01 "#" 01', // Packet Identifier 0
			"82 02 00 07", // no filter
			'82 07 00 07 00 02 "#a" 01', // not a Topic Filter
			'82 06 00 07 00 01 "a" 03', // QoS 3
			'30 03 00 01 "#"', // a wildcard in a topic
			'38 03 00 01 "a"', // DUP at QoS 0
			'32 05 00 01 "a" 00 00', // Packet Identifier 0
			"40 02 00 01", // PUBACK for a message that was not sent
			"c0 01 00", // PINGREQ with a byte after it
			"50 02 00 01", // PUBREC for a message that was not sent
		]) {
			const stage = connected(Broker);
			throws(() => stage.broker.received(stage.link, hex(packet)));
		}
		throws(() => new Stage(Broker).says("c0 00"));
	});
});

describe("A broker like AWS IoT Core", () => {
	it("announces its limits in CONNACK of 5.0, and accepts a keep alive of 20 minutes at most", () => {
		const stage = connected(AwsIotCore, CLEAN_5, AWS_5);
		equal(stage.link.keepAlive, 60);
		const other = connected(AwsIotCore, '10 0E 00 04 "MQTT" 04 02 00 00 00 02 "me"');
		equal(other.link.keepAlive, 1_200);
	});

	it("closes on a packet before CONNACK", () => {
		const stage = new Stage(AwsIotCore);
		stage.broker.received(stage.link, hex(CLEAN));
		stage.says('30 0B 00 08 "dev/17/a" 01', "closed");
		equal(stage.broker.offences.get("PUBLISH before CONNACK"), 1);
	});

	it("accepts 8 filters in a SUBSCRIBE, and closes on 9", () => {
		connected(AwsIotCore).says(subscribe("dev/17/", 8), "90 0A 00 01 01*8");
		connected(AwsIotCore).says(subscribe("dev/17/", 9), "closed");
		connected(AwsIotCore, CLEAN_5, AWS_5).says(subscribe("dev/17/", 9, true), "E0 02 80 00", "closed");
	});

	it("closes on 8 slashes and on topics that the policy does not allow, and refuses such filters", () => {
		connected(AwsIotCore).says('82 16 00 01 00 11 "dev/17/a/b/c/d//+" 01', "90 03 00 01 01");
		connected(AwsIotCore).says('82 17 00 01 00 12 "dev/17/a/b/c/d///+" 01', "closed");
		connected(AwsIotCore).says('82 06 00 01 00 01 "a" 01', "90 03 00 01 80");
		connected(AwsIotCore).says('32 05 00 01 "a" 00 01', "closed");
		connected(AwsIotCore, CLEAN_5, AWS_5).says('32 06 00 01 "a" 00 01 00', "E0 02 87 00", "closed");
	});

	it("does not answer at QoS 2", () => {
		connected(AwsIotCore).says('34 0C 00 08 "dev/17/a" 00 01');
		connected(AwsIotCore).says('82 0D 00 01 00 08 "dev/17/a" 02');
		connected(AwsIotCore, CLEAN_5, AWS_5).says('34 0D 00 08 "dev/17/a" 00 01 00', "E0 02 9B 00", "closed");
	});

	it("sends retained messages only to the filter that equals the topic; a/# does not match a", () => {
		const stage = connected(AwsIotCore);
		stage.says('31 0B 00 08 "dev/17/a" 01');
		stage.says('82 0D 00 01 00 08 "dev/17/#" 01', "90 03 00 01 01");
		stage.says('82 0F 00 01 00 0A "dev/17/a/#" 01', "90 03 00 01 01");
		stage.says('82 0D 00 01 00 08 "dev/17/a" 01', '31 0B 00 08 "dev/17/a" 01', "90 03 00 01 01");
	});
});

describe("A broker like Azure Event Grid", () => {
	it("announces its limits in CONNACK of 5.0", () => {
		connected(AzureEventGrid, CLEAN_5, AZURE_5);
	});

	it("closes on RETAIN and on QoS 2, and refuses a will with RETAIN", () => {
		connected(AzureEventGrid).says('33 0C 00 08 "dev/17/a" 00 01', "closed");
		connected(AzureEventGrid).says('34 0C 00 08 "dev/17/a" 00 01', "closed");
		connected(AzureEventGrid, CLEAN_5, AZURE_5).says('33 0D 00 08 "dev/17/a" 00 01 00', "E0 02 9A 00", "closed");
		new Stage(AzureEventGrid).says('10 14 00 04 "MQTT" 04 26 00 3C 00 02 "me" 00 01 "w" 00 01 "n"', "closed");
	});

	it("refuses a topic outside the topic spaces or closes, and grants no shared subscription", () => {
		connected(AzureEventGrid).says('32 05 00 01 "a" 00 01', "closed");
		const stage = connected(AzureEventGrid, CLEAN_5, AZURE_5);
		stage.says('32 07 00 01 "a" 00 01 00 01', "40 03 00 01 87");
		stage.says('32 06 00 01 "a" 00 02 00', "E0 02 87 00", "closed");
		connected(AzureEventGrid, CLEAN_5, AZURE_5).says('82 10 00 01 00 00 0A "$share/g/a" 01', "90 04 00 01 00 9E");
	});

	it("ends a session whose queue is full", () => {
		const stage = connected(AzureEventGrid, KEPT);
		stage.says('82 0D 00 01 00 08 "dev/17/#" 01', "90 03 00 01 01");
		stage.broker.ended(stage.link);
		for (let i = 0; i < 100; i++) stage.broker.publish("dev/17/a", hex("01"));
		equal(stage.broker.sessions.size, 1);
		stage.broker.publish("dev/17/a", hex("01"));
		equal(stage.broker.sessions.size, 0);
	});
});

describe("A broker like ThingsBoard", () => {
	it("always claims to have a session if asked for one, but has none", () => {
		const stage = connected(ThingsBoard, KEPT, "20 02 01 00");
		stage.says('82 1D 00 01 00 18 "v1/devices/me/attributes" 01', "90 03 00 01 01");
		stage.broker.ended(stage.link);
		stage.open();
		stage.says(KEPT, "20 02 01 00");
		equal(stage.link.session.filters.size, 0);
	});

	it("closes on a payload that is not JSON; in 5.0 it refuses it", () => {
		connected(ThingsBoard).says('32 1D 00 17 "v1/devices/me/telemetry" 00 01 "on"', "closed");
		connected(ThingsBoard, CLEAN_5, "20 03 00 00 00").says(
			'32 1E 00 17 "v1/devices/me/telemetry" 00 01 00 "on"',
			"40 03 00 01 99",
		);
	});

	it("ignores a topic outside its API; in 5.0 it refuses it", () => {
		connected(ThingsBoard).says('32 07 00 01 "a" 00 01 "{}"', "40 02 00 01");
		connected(ThingsBoard, CLEAN_5, "20 03 00 00 00").says('32 08 00 01 "a" 00 01 00 "{}"', "40 03 00 01 90");
	});

	it("accepts only its own filters, answers requests for attributes, and reports changes", () => {
		const stage = connected(ThingsBoard);
		stage.says('82 06 00 01 00 01 "#" 01', "90 03 00 01 80");
		stage.says('82 28 00 02 00 23 "v1/devices/me/attributes/response/+" 02', "90 03 00 02 01");
		stage.broker.shared = '{"a":1}';
		stage.says(
			'32 28 00 22 "v1/devices/me/attributes/request/1" 00 01 "{}"',
			'32 39 00 23 "v1/devices/me/attributes/response/1" 00 01 "{" 22 "shared" 22 ":{" 22 "a" 22 ":1}}"',
			"40 02 00 01",
		);
	});
});
