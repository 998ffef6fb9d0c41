// Checks that what a client of 5.0 sends, with random options, is what it was asked to send. The packets are parsed
// by the independent mqtt-packet.
import assert from "node:assert/strict";
import fc from "fast-check";
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { Client, PropertyList } from "mote-mqtt/mqtt5";
import { Host } from "../mqtt311/host.js";
import { payload, text, topic } from "./packets.js";

const mqtt = await import("mqtt-packet").then(
	(module) => module.default,
	() => undefined,
);

const seconds = fc.oneof(fc.constantFrom(0, 1, 999, 1000, 1001, Infinity), fc.integer({ min: 0, max: 5_000_000_000 }));
const QoS = fc.integer({ min: 0, max: 2 });
/** mqtt-packet loses an empty value among several. */
const value = text.filter((each) => each !== "");
const userProperties = fc.dictionary(
	fc.string({ unit: fc.constantFrom("k", "é", "1"), minLength: 1, maxLength: 3 }),
	fc.oneof(value, fc.array(value, { minLength: 2, maxLength: 3 })),
	{ minKeys: 1, maxKeys: 3, noNullPrototype: true },
);
const common = {
	payloadFormat: fc.integer({ min: 0, max: 1 }),
	contentType: text,
	responseTopic: topic,
	correlationData: payload,
	userProperties,
};
const some = (shape) => fc.record(shape, { requiredKeys: [] });

const message = fc.record({
	topic,
	payload,
	QoS,
	retain: fc.boolean(),
	options: some({ ...common, expiry: seconds }),
	/** Properties of this message only. */
	list: fc.option(fc.record({ correlationData: payload, name: text, value: text })),
});
const subscription = fc.record({
	filter: topic,
	QoS,
	noLocal: fc.boolean(),
	retainAsPublished: fc.boolean(),
	retainHandling: fc.integer({ min: 0, max: 2 }),
});
const connection = some({
	id: text,
	user: text,
	keepAlive: fc.integer({ min: 1_000, max: 65_535_000 }),
	sessionExpiry: seconds,
	receiveMaximum: fc.integer({ min: 1, max: 20 }),
	requestResponseInformation: fc.boolean(),
	requestProblemInformation: fc.boolean(),
	userProperties,
	will: fc
		.tuple(
			fc.record({ topic, message: payload, QoS, retain: fc.boolean() }),
			some({ ...common, willDelay: seconds, messageExpiry: seconds }),
		)
		.map(([will, more]) => ({ ...will, ...more })),
});

/** A client, its host, and a parser for everything that it writes. */
function start(options) {
	const host = new Host();
	const parser = mqtt.parser({ protocolVersion: 5 });
	const packets = [];
	parser.on("packet", (packet) => packets.push(packet));
	parser.on("error", (error) => packets.push(error));
	host.onWrite = (bytes) => parser.parse(Buffer.from(bytes));
	const client = new Client(
		host.options({
			exactlyOnce: new ExactlyOnce(),
			buffers: { send: 2048, receive: 128, unacknowledged: 8192, subscriptions: 65_535 },
			aliases: { send: 0 },
			onSettled: undefined,
			...options,
		}),
	);
	host.step();
	host.accept();
	return { host, client, packets };
}

/** As in packets: whole seconds, rounded up. */
const inSeconds = (milliseconds) => Math.min(Math.ceil(milliseconds / 1000), 0xffffffff);

/** Properties under mqtt-packet's names. */
function worded(options, more) {
	const words = { ...more };
	if (options.payloadFormat !== undefined) words.payloadFormatIndicator = options.payloadFormat === 1;
	if (options.contentType !== undefined) words.contentType = options.contentType;
	if (options.responseTopic !== undefined) words.responseTopic = options.responseTopic;
	if (options.correlationData !== undefined) words.correlationData = Buffer.from(options.correlationData);
	if (options.userProperties !== undefined) words.userProperties = options.userProperties;
	return words;
}

const plain = (value) => JSON.parse(JSON.stringify(value ?? {}));

/** Everything that was written must be this one packet. */
function isSent(host, packets, expected) {
	// A packet that exceeds the room is sent in parts.
	for (let i = 0; i < 8; i++) host.drain();
	assert.equal(packets.length, 1);
	const [packet] = packets.splice(0);
	if (packet instanceof Error) throw packet;
	for (const [name, value] of Object.entries(expected))
		assert.deepEqual(plain({ v: packet[name] ?? {} }), plain({ v: value }), name);
}

export const sending = mqtt
	? {
			"5.0: CONNECT says what the options say": fc.property(connection, (options) => {
				const { host, client, packets } = start(options);
				const { will } = options;
				isSent(host, packets, {
					cmd: "connect",
					protocolVersion: 5,
					clean: true,
					clientId: options.id ?? "",
					keepalive: Math.ceil((options.keepAlive ?? 60_000) / 1000),
					...(options.user !== undefined && { username: options.user }),
					properties: {
						...(options.sessionExpiry && { sessionExpiryInterval: inSeconds(options.sessionExpiry) }),
						receiveMaximum: options.receiveMaximum ?? 64,
						maximumPacketSize: 128,
						...(options.requestResponseInformation !== undefined && {
							requestResponseInformation: options.requestResponseInformation,
						}),
						...(options.requestProblemInformation !== undefined && {
							requestProblemInformation: options.requestProblemInformation,
						}),
						...(options.userProperties && { userProperties: options.userProperties }),
					},
					will: will
						? {
								topic: will.topic,
								payload: Buffer.from(will.message),
								qos: will.QoS,
								retain: will.retain,
								properties: worded(will, {
									...(will.willDelay !== undefined && { willDelayInterval: inSeconds(will.willDelay) }),
									...(will.messageExpiry !== undefined && { messageExpiryInterval: inSeconds(will.messageExpiry) }),
								}),
							}
						: {},
				});
				client.close();
				host.onWrite = undefined;
			}),
			"5.0: PUBLISH says what the app says": fc.property(message, ({ topic, payload, QoS, retain, options, list }) => {
				const { host, client, packets } = start({});
				packets.length = 0;
				host.send("20 03 00 00 00");
				const { correlationData, ...others } = options;
				const more = list ? { ...others } : options;
				const properties = list ? new PropertyList(1024) : undefined;
				if (list) {
					assert.ok(properties.add(9, list.correlationData));
					assert.ok(properties.addUser(new TextEncoder().encode(list.name), new TextEncoder().encode(list.value)));
					delete more.userProperties;
				}
				const made = client.topic(topic, { ...more, QoS, retain, properties });
				const identifier = made.publish(payload);
				assert.equal(identifier, QoS ? 1 : 0);
				const words = worded(more, more.expiry !== undefined && { messageExpiryInterval: inSeconds(more.expiry) });
				if (list) {
					words.correlationData = Buffer.from(list.correlationData);
					words.userProperties = { [list.name]: list.value };
				}
				isSent(host, packets, {
					cmd: "publish",
					topic,
					payload: Buffer.from(payload),
					qos: QoS,
					retain,
					dup: false,
					...(QoS && { messageId: 1 }),
					properties: words,
				});
				client.close();
			}),
			"5.0: SUBSCRIBE and UNSUBSCRIBE say what the app says": fc.property(
				fc.uniqueArray(subscription, { minLength: 1, maxLength: 5, selector: ({ filter }) => filter }),
				some({ subscriptionIdentifier: fc.integer({ min: 1, max: 268_435_455 }), userProperties }),
				(subscriptions, options) => {
					const { host, client, packets } = start({});
					packets.length = 0;
					host.send("20 03 00 00 00");
					assert.equal(client.subscribe(subscriptions, options), 0);
					isSent(host, packets, {
						cmd: "subscribe",
						messageId: 65_535,
						subscriptions: subscriptions.map(({ filter, QoS, noLocal, retainAsPublished, retainHandling }) => ({
							topic: filter,
							qos: QoS,
							nl: noLocal,
							rap: retainAsPublished,
							rh: retainHandling,
						})),
						properties: options,
					});
					host.send(Uint8Array.of(0x90, 3 + subscriptions.length, 255, 255, 0, ...subscriptions.map(({ QoS }) => QoS)));
					const filters = subscriptions.map(({ filter }) => filter);
					assert.equal(client.unsubscribe(filters, { userProperties: options.userProperties }), 0);
					isSent(host, packets, {
						cmd: "unsubscribe",
						messageId: 65_535,
						unsubscriptions: filters,
						properties: options.userProperties ? { userProperties: options.userProperties } : {},
					});
					client.close();
				},
			),
		}
	: {};
