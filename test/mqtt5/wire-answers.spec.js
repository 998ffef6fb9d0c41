import { deepEqual, equal } from "../assert.js";
import { hex } from "../bytes.js";
import { Host5 } from "./host.js";
import { packet } from "./packet.js";

const WHY = '1F 00 03 "why" 26 00 01 "k" 00 01 "v"';

/** A connected client whose callbacks log the packet's properties. */
async function connected(options) {
	await undefined;
	const host = new Host5();
	const log = (...what) => {
		const { properties } = host.made;
		while (properties.next()) what.push(properties.identifier);
		host.log.push(what.join(" "));
	};
	host.online({
		onOutcome: (identifier, code) => log("published", identifier, code),
		onSubscribe: (filter, code) => log("subscribed", filter, code),
		onUnsubscribe: (filter, code) => log("unsubscribed", filter, code),
		...options,
	});
	return host;
}

/** Sends `notation` in two pieces, at each split in turn. `ask` makes the request, and receives the client. */
async function answered(notation, ask, ...lines) {
	const bytes = hex(notation);
	for (let first = 1; first <= bytes.length; first++) {
		const host = await connected();
		ask(host.made);
		host.send(bytes.slice(0, first));
		if (first < bytes.length) {
			host.happened();
			host.send(bytes.slice(first));
		}
		host.happened(...lines, "settled");
		equal(host.made.settled, true);
		host.made.close();
	}
}

const publish = (client) => client.topic("a", { QoS: 1 }).publish("x");
const subscribe = (client) => client.subscribe(["a", "b"]);
const unsubscribe = (client) => client.unsubscribe(["a", "b"]);

describe("At every split of the stream", () => {
	it("PUBACK may omit its reason code and properties [MQTT-2.2.1-5]", () =>
		answered("40 02 00 01", publish, "published 1 0"));

	it("PUBACK may have a reason code [MQTT-3.4.2-1]", async () => {
		await answered("40 03 00 01 00", publish, "published 1 0");
		await answered("40 03 00 01 10", publish, "published 1 16");
		await answered("40 03 00 01 97", publish, "published 1 151");
		await answered("40 04 00 01 87 00", publish, "published 1 135");
	});

	it("PUBACK may have properties", () => answered(packet("40", "00 01 10", WHY), publish, "published 1 16 31 38"));

	it("SUBACK has a reason code for each filter, after its properties [MQTT-3.8.4-6] [MQTT-3.8.4-2]", async () => {
		await answered("90 05 FF FF 00 00 01", subscribe, "subscribed a 0", "subscribed b 1");
		await answered("90 05 FF FF 00 02 80", subscribe, "subscribed a 2", "subscribed b 128");
		await answered(packet("90", "FF FF", WHY, "01 A2"), subscribe, "subscribed a 1 31 38", "subscribed b 162");
	});

	it("UNSUBACK has a reason code for each filter, after its properties [MQTT-2.2.1-6]", async () => {
		await answered("B0 05 FF FF 00 00 11", unsubscribe, "unsubscribed a 0", "unsubscribed b 17");
		await answered(packet("B0", "FF FF", WHY, "00 87"), unsubscribe, "unsubscribed a 0 31 38", "unsubscribed b 135");
	});
});

describe("An acknowledgement of 5.0", () => {
	it("for an unknown request, or of another type, changes nothing [MQTT-2.2.1-6]", async () => {
		for (const bytes of [
			"40 02 00 02",
			"40 02 FF FF",
			// Of QoS 2, which the client does not support.
			"70 02 00 01",
			"70 02 00 02",
			"90 04 FF FF 00 00",
			"B0 04 FF FF 00 00",
			"90 04 FF FF 00 00",
			"B0 04 FF FF 00 11",
		]) {
			const host = await connected();
			publish(host.made);
			host.send(bytes);
			host.happened();
			equal(host.made.connected, true);
			equal(host.made.settled, false);
			host.made.close();
		}
	});

	it("has its own packet's properties, and not those of the one before", async () => {
		const host = await connected();
		publish(host.made);
		publish(host.made);
		host.send(`${packet("40", "00 01 00", WHY)} 40 02 00 02`);
		host.happened("published 1 0 31 38", "published 2 0", "settled");
	});
});

describe("DISCONNECT of a server of 5.0", () => {
	it("ends the connection with its reason, at every split, and is not answered [MQTT-4.13.2-1]", async () => {
		for (const [notation, code, text] of [
			["E0 00", 0x106, "serverDisconnected"],
			["E0 01 00", 0x106, "serverDisconnected"],
			["E0 01 8B", 0x8b, "serverShuttingDown"],
			["E0 02 89 00", 0x89, "serverBusy"],
			[packet("E0", "98", `${WHY} 1C 00 01 "h"`), 0x98, "why"],
		]) {
			const bytes = hex(notation);
			for (let first = 1; first <= bytes.length; first++) {
				const told = [];
				const host = await connected({ onDisconnect: (reason) => told.push(reason) });
				host.send(bytes.slice(0, first));
				if (first < bytes.length) host.send(bytes.slice(first));
				deepEqual(told, [{ code, text, retry: 1000 }]);
				equal(host.socket.closed, true);
				host.sent();
				host.made.close();
			}
		}
	});

	it("has its properties in onDisconnect, and the next connection has others", async () => {
		const host = await connected({
			onDisconnect() {
				const { properties } = host.made;
				properties.rewind();
				while (properties.next()) host.log.push(properties.identifier);
			},
		});
		host.send(packet("E0", "98", `${WHY} 1C 00 01 "h"`));
		host.happened(31, 38, 28);
		host.meet();
		equal(host.made.properties.next(), 0);
		equal(host.made.properties.find(31), false);
	});

	it("ends all reading: later packets are ignored", async () => {
		const told = [];
		const host = await connected({ onDisconnect: ({ code }) => told.push(code) });
		host.send('E0 01 8B 30 05 00 01 "a" 00 "b" 00 00');
		deepEqual(told, [0x8b]);
		host.happened();
	});
});
