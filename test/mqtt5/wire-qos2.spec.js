import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { equal } from "../assert.js";
import { hex } from "../bytes.js";
import { Host5 } from "./host.js";
import { packet } from "./packet.js";
import { refuse } from "./refuse.js";

const WHY = '1F 00 03 "why" 26 00 01 "k" 00 01 "v"';

/** A client with QoS 2 that has published a message. */
async function published() {
	await undefined;
	const host = new Host5();
	host.online({ exactlyOnce: new ExactlyOnce(2) });
	equal(host.made.topic("a", { QoS: 2 }).publish("x"), 1);
	host.sent('34 07 00 01 "a" 00 01 00 "x"');
	return host;
}

/** A client that has received a message at QoS 2, and has answered PUBREC. */
async function received() {
	await undefined;
	const host = new Host5();
	host.online({ exactlyOnce: new ExactlyOnce(2), onMessage: undefined });
	host.send('34 07 00 01 "a" 00 09 00 "x"');
	host.sent("50 02 00 09");
	return host;
}

/** `bytes` in two pieces. */
function split(host, bytes, first) {
	host.send(bytes.slice(0, first));
	if (first < bytes.length) {
		host.happened();
		host.send(bytes.slice(first));
	}
}

describe("At every split of the stream, at QoS 2,", () => {
	it("PUBREC and PUBCOMP are accepted in short and long forms [MQTT-3.5.2-1] [MQTT-3.7.2-1] [MQTT-4.3.3-4]", async () => {
		for (const [pubrec, pubcomp] of [
			["50 02 00 01", "70 02 00 01"],
			["50 03 00 01 00", "70 03 00 01 00"],
			["50 04 00 01 10 00", "70 04 00 01 00 00"],
			[packet("50", "00 01 10", WHY), packet("70", "00 01 00", WHY)],
		]) {
			const [first, last] = [hex(pubrec), hex(pubcomp)];
			for (let at = 1; at <= first.length; at++) {
				const host = await published();
				split(host, first, at);
				host.happened();
				host.sent("62 02 00 01");
				split(host, last, at);
				host.happened("published 1 0", "settled");
				host.made.close();
			}
		}
	});

	it("PUBREC with an error completes the exchange, in short and long forms [MQTT-3.5.2-1] [MQTT-4.4.0-2]", async () => {
		for (const pubrec of ["50 03 00 01 97", "50 04 00 01 97 00", packet("50", "00 01 97", WHY)]) {
			const bytes = hex(pubrec);
			for (let at = 1; at <= bytes.length; at++) {
				const host = await published();
				split(host, bytes, at);
				host.happened("published 1 151", "settled");
				host.sent();
				host.made.close();
			}
		}
	});

	it("PUBREL is answered in short and long forms [MQTT-3.6.1-1] [MQTT-3.6.2-1] [MQTT-4.3.3-11]", async () => {
		for (const pubrel of ["62 02 00 09", "62 03 00 09 00", "62 04 00 09 00 00", packet("62", "00 09 00", WHY)]) {
			const bytes = hex(pubrel);
			for (let at = 1; at <= bytes.length; at++) {
				const host = await received();
				split(host, bytes, at);
				host.sent("70 02 00 09");
				host.made.close();
			}
		}
	});
});

describe("Packets of QoS 2 that are malformed, with 81,", () => {
	const options = { exactlyOnce: new ExactlyOnce(2) };

	it("are ones with wrong flags [MQTT-3.6.1-1]", () =>
		refuse(["52 02 00 01", "60 02 00 01", "63 02 00 01", "6A 02 00 01", "72 02 00 01"], 0x81, undefined, options));

	it("are ones that are truncated, too long, or have identifier 0", async () => {
		for (const header of ["50", "62", "70"]) {
			await refuse(
				["00", "01 00", "02 00 00", "04 00 01 00 01", "05 00 01 00 00 00", "05 00 01 00 80 00"],
				0x81,
				(rest) => `${header} ${rest}`,
				options,
			);
		}
	});

	it("are ones with properties of other packets", async () => {
		for (const header of ["50", "62", "70"]) {
			await refuse(
				["01 01", '1C 00 01 "a"', "00", "1F 00 01 FF"],
				0x81,
				(wrong) => packet(header, "00 01 00", wrong),
				options,
			);
		}
	});

	it("are ones with unassigned reason codes [MQTT-3.5.2-1] [MQTT-3.6.2-1] [MQTT-3.7.2-1]", () =>
		refuse(
			["50 03 00 01 01", "50 03 00 01 18", "62 03 00 01 10", "62 03 00 01 7F", "70 03 00 01 10"],
			0x81,
			undefined,
			options,
		));
});
