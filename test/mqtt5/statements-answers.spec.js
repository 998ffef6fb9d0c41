import { EnhancedAuthentication } from "mote-mqtt/authentication";
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { equal } from "../assert.js";
import { hex } from "../bytes.js";
import { Host5 } from "./host.js";

describe("SUBACK of 5.0", () => {
	it("has the identifier of its SUBSCRIBE; another one is ignored [MQTT-2.2.1-6] [MQTT-3.8.4-2]", () => {
		const host = new Host5();
		const client = host.online();
		client.subscribe("a", { QoS: 1 });
		host.send("90 04 00 01 00 01");
		// Nor is it that of an UNSUBSCRIBE.
		host.send("B0 04 FF FF 00 00");
		host.happened();
		equal(client.settled, false);
		host.send("90 04 FF FF 00 01");
		host.happened("subscribed a 1", "settled");
	});

	it("has a reason code for each filter: fewer or more end the connection [MQTT-3.8.4-6]", () => {
		for (const codes of ["90 04 FF FF 00 00", "90 06 FF FF 00 00 00 00"]) {
			const host = new Host5();
			host.online();
			host.made.subscribe(["a", "b"]);
			host.writes.length = 0;
			host.send(codes);
			host.sent("E0 01 82");
			equal(host.log.shift().startsWith("protocolError"), true);
		}
	});

	it("reports for each filter whether it was granted, and how [MQTT-3.8.4-6]", () => {
		const host = new Host5();
		host.online();
		host.made.subscribe(["a", "b", "c"]);
		host.send("90 06 FF FF 00 01 87 00");
		host.happened("subscribed a 1", "subscribed b 135", "subscribed c 0", "settled");
	});
});

describe("UNSUBACK of 5.0", () => {
	it("has the identifier of its UNSUBSCRIBE; another one is ignored [MQTT-2.2.1-6]", () => {
		const host = new Host5();
		const client = host.online();
		client.unsubscribe("a");
		host.send("B0 04 00 01 00 00");
		host.happened();
		equal(client.settled, false);
		host.send("B0 04 FF FF 00 11");
		host.happened("unsubscribed a", "settled");
	});
});

describe("AUTH of 5.0", () => {
	it("has method and data, no reason string, no user properties [MQTT-3.15.2-2] [MQTT-3.15.2-3]", () => {
		const host = new Host5();
		const authentication = new EnhancedAuthentication({
			method: "M",
			begin: () => undefined,
			answer: () => hex('"x"'),
		});
		host.client({ authentication, userProperties: { n: "v" } });
		host.step();
		host.accept();
		host.writes.length = 0;
		host.send('F0 06 18 04 15 00 01 "M"');
		host.sent('F0 0A 18 08 15 00 01 "M" 16 00 01 "x"');
		// With a method and Maximum Packet Size 8
		host.send('20 0C 00 00 09 15 00 01 "M" 27 00 00 00 08');
		host.made.authentication.reauthenticate();
		host.sent('F0 06 19 04 15 00 01 "M"');
	});
});

describe("AUTH from the server", () => {
	it("before CONNACK has code 18; with another one, the connection ends [MQTT-4.12.0-2]", () => {
		const host = new Host5();
		host.client({ authentication: new EnhancedAuthentication({ method: "M", answer: () => undefined }) });
		for (const code of ["00", "19", "80"]) {
			host.meet();
			host.send(`F0 06 ${code} 04 15 00 01 "M"`);
			host.sent();
			equal(host.socket.closed, true);
		}
	});
});

describe("Re-authentication", () => {
	it("that the server continues with another method fails, and DISCONNECT has the reason [MQTT-4.12.1-2]", () => {
		const host = new Host5();
		host.client({ authentication: new EnhancedAuthentication({ method: "M", answer: () => undefined }) });
		host.meet();
		host.send('20 07 00 00 04 15 00 01 "M"');
		equal(host.made.authentication.reauthenticate(), true);
		host.sent('F0 06 19 04 15 00 01 "M"');
		host.send('F0 06 18 04 15 00 01 "N"');
		host.sent("E0 01 82");
		equal(host.socket.closed, true);
	});
});

describe("Receive Maximum", () => {
	it("is announced to the server, and one more message at QoS 2 ends the connection [MQTT-3.3.4-9]", () => {
		const host = new Host5();
		host.client({ exactlyOnce: new ExactlyOnce(2), receiveMaximum: 2 });
		host.step();
		host.accept();
		host.sent('10 15 00 04 "MQTT" 05 02 00 3C 08 21 00 02 27 00 00 00 80 00 00');
		host.send("20 03 00 00 00");
		host.send('34 06 00 01 "a" 00 01 00');
		host.send('34 06 00 01 "a" 00 02 00');
		host.sent("50 02 00 01", "50 02 00 02");
		host.send('34 06 00 01 "a" 00 03 00');
		host.sent("C0 00");
		host.send("D0 00");
		host.sent("E0 01 93");
		host.happened(
			"connected",
			"message a: , QoS 2, identifier 1",
			"message a: , QoS 2, identifier 2",
			"receiveMaximumExceeded, retry 1000",
		);
	});
});
