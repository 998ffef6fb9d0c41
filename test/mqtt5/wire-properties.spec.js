import { Property, PropertyList } from "mote-mqtt/mqtt5";
import { deepEqual, equal } from "../assert.js";
import { hex } from "../bytes.js";
import { Host5 } from "./host.js";
import { packet } from "./packet.js";

/**
 * The properties of a message with `notation`. They are read after the message has come, because they are still in
 * the buffer.
 */
async function properties(notation) {
	await undefined;
	const host = new Host5();
	host.online({ onMessage: undefined });
	host.send(packet("30", '00 01 "a"', notation, '"b"'));
	equal(host.made.connected, true);
	return host.made.properties;
}

describe("The properties of a packet", () => {
	it("are read one by one: identifier and value, and 0 after the last", async () => {
		const all = await properties("01 01 02 FF FF FF FF 0B FF FF FF 7F");
		equal(all.next(), Property.payloadFormat);
		equal(all.value, 1);
		equal(all.next(), Property.messageExpiry);
		equal(all.identifier, Property.messageExpiry);
		equal(all.value, 4_294_967_295);
		equal(all.next(), Property.subscriptionIdentifier);
		equal(all.value, 268_435_455);
		equal(all.next(), 0);
		equal(all.identifier, 0);
		equal(all.next(), 0);
		all.rewind();
		equal(all.identifier, 0);
		equal(all.next(), Property.payloadFormat);
	});

	it("are found by their identifier, the first of several, wherever the reader is", async () => {
		const all = await properties("0B 05 0B 06 02 00 00 00 07");
		equal(all.find(Property.messageExpiry), true);
		equal(all.value, 7);
		equal(all.find(Property.subscriptionIdentifier), true);
		equal(all.value, 5);
		equal(all.next(), Property.subscriptionIdentifier);
		equal(all.value, 6);
		equal(all.find(Property.contentType), false);
		equal(all.identifier, 0);
	});

	it("have their values as numbers, texts and copies of bytes", async () => {
		const all = await properties('0B 80 01 03 00 02 C3 A9 09 00 02 00 FF 08 00 03 "r/s" 01 00');
		equal(all.get(Property.subscriptionIdentifier), 128);
		equal(all.get(Property.contentType), "é");
		equal(all.get(Property.responseTopic), "r/s");
		equal(all.get(Property.payloadFormat), 0);
		equal(all.get(Property.reasonString), undefined);
		const copy = all.get(Property.correlationData);
		deepEqual(copy, hex("00 FF"));
		all.bytes[all.start] = 1;
		deepEqual(copy, hex("00 FF"));
	});

	it("may be empty texts and bytes", async () => {
		const all = await properties("03 00 00 09 00 00 26 00 00 00 00");
		equal(all.get(Property.contentType), "");
		equal(all.get(Property.correlationData).length, 0);
		equal(all.user(""), "");
		equal(all.name, "");
	});

	it("of users have names and values, several with the same name", async () => {
		const all = await properties('26 00 01 "k" 00 01 "1" 26 00 02 C3 A9 00 02 "22" 26 00 01 "k" 00 01 "3"');
		equal(all.user("k"), "1");
		equal(all.user("é"), "22");
		equal(all.user("K"), undefined);
		equal(all.user("kk"), undefined);
		all.rewind();
		const pairs = [];
		while (all.next()) pairs.push(all.name, all.text);
		deepEqual(pairs, ["k", "1", "é", "22", "k", "3"]);
	});

	it("of users are in the buffer: the name's length, then the value's offset", async () => {
		const all = await properties('26 00 03 "key" 00 05 "value"');
		equal(all.find(Property.userProperty), true);
		equal(all.value, 3);
		deepEqual(all.bytes.slice(all.start, all.end), hex('"value"'));
		deepEqual(all.bytes.slice(all.start - 5, all.start - 2), hex('"key"'));
	});

	it("are empty if there are none", async () => {
		const all = await properties("");
		equal(all.next(), 0);
		equal(all.find(Property.contentType), false);
		equal(all.get(Property.contentType), undefined);
		equal(all.user("k"), undefined);
	});
});

/** Publishes with a list that is filled by `fill`. */
async function published(size, fill, options) {
	await undefined;
	const host = new Host5();
	const list = new PropertyList(size);
	const client = host.online();
	const topic = client.topic("a", { properties: list, ...options });
	fill(list);
	topic.publish(hex('"xy"'));
	return { host, list, topic };
}

describe("A list of properties", () => {
	it("is sent with a message, in the order in which they were added [MQTT-3.3.2-19]", async () => {
		const { host } = await published(64, (list) => {
			equal(list.add(Property.payloadFormat, 1), true);
			equal(list.add(Property.contentType, hex('"t/x"')), true);
			equal(list.add(Property.correlationData, hex("00 FF")), true);
			equal(list.addUser(hex('"k"'), hex("C3 A9")), true);
			equal(list.addUser(hex('"k"'), hex("")), true);
			equal(list.length, 27);
		});
		host.sent(
			'30 21 00 01 "a" 1B 01 01 03 00 03 "t/x" 09 00 02 00 FF 26 00 01 "k" 00 02 C3 A9 26 00 01 "k" 00 00 "xy"',
		);
	});

	it("has numbers of each size", async () => {
		const { list } = await published(64, () => {});
		equal(list.add(Property.messageExpiry, 0xfffffffe), true);
		equal(list.add(Property.topicAlias, 0x1234), true);
		equal(list.add(Property.subscriptionIdentifier, 127), true);
		equal(list.add(Property.subscriptionIdentifier, 128), true);
		equal(list.add(Property.subscriptionIdentifier, 268_435_455), true);
		deepEqual(list.bytes.slice(0, list.length), hex("02 FF FF FF FE 23 12 34 0B 7F 0B 80 01 0B FF FF FF 7F"));
	});

	it("that is full accepts no more, and stays unchanged", async () => {
		const { host, list, topic } = await published(8, (list) => {
			equal(list.add(Property.contentType, hex('"abcd"')), true);
			equal(list.add(Property.payloadFormat, 1), false);
			equal(list.length, 7);
			equal(list.add(Property.messageExpiry, 5), false);
			equal(list.add(Property.correlationData, hex("01")), false);
			equal(list.addUser(hex(""), hex("")), false);
			equal(list.length, 7);
		});
		host.sent('30 0D 00 01 "a" 07 03 00 04 "abcd" "xy"');
		list.clear();
		equal(list.addUser(hex('"k"'), hex('"vv"')), true);
		equal(list.length, 8);
		topic.publish(hex('"z"'));
		host.sent('30 0D 00 01 "a" 08 26 00 01 "k" 00 02 "vv" "z"');
	});

	it("may be cleared and filled again before each message", async () => {
		const { host, list, topic } = await published(16, (list) => list.add(Property.correlationData, hex("01 02 03")));
		list.clear();
		equal(list.length, 0);
		topic.publish();
		list.add(Property.correlationData, hex("04"));
		topic.publish();
		host.sent('30 0C 00 01 "a" 06 09 00 03 01 02 03 "xy"', '30 04 00 01 "a" 00', '30 08 00 01 "a" 04 09 00 01 04');
	});
});
