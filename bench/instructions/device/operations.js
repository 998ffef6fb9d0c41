// The operations of Mote's clients, the same for both versions.
import probe from "simulator:probe";
import { host } from "host";
import { messages, NAME, payload, pingresp as plain } from "packets";

const ROOM = 1072;

/** The options of the client. */
export const settings = {
	...host,
	host: "127.0.0.1",
	id: "bench",
	onMessage() {
		messages.received++;
	},
	onDisconnect(reason) {
		trace("failed\tdisconnected: ", reason.text, "\n");
	},
};

export function connect(Client, settings, { connack, open }) {
	const client = new Client(settings);
	probe.pass(1);
	const socket = probe.socket();
	socket.ready(ROOM);
	if (open) open(socket);
	socket.feed(connack);
	if (!client.connected) trace("failed\tnot connected\n");
	return { client, socket };
}

/** Operations that a connected client repeats. */
export function hotPath(name, Client, settings, version) {
	const {
		suffix,
		introduction,
		suback,
		message0,
		message1,
		publish0,
		publish1,
		header = 0,
		unheard,
		pingresp = plain,
	} = version;
	const { client, socket } = connect(Client, settings, version);
	let filter;
	const topic0 = client.topic(NAME);
	const topic1 = client.topic(NAME, { QoS: 1 });
	if (introduction) socket.feed(introduction);
	topic0.publish(payload);
	topic1.publish(payload);
	socket.puback();
	if (!client.settled) trace("failed\tnot settled\n");
	return {
		client: name,
		close: () => client.close(),
		operations: [
			{
				name: `publish-qos0${suffix}`,
				written: publish0,
				run(count) {
					for (let i = 0; i < count; i++) topic0.publish(payload);
				},
			},
			{
				name: `publish-qos1${suffix}`,
				written: publish1,
				run(count) {
					for (let i = 0; i < count; i++) {
						topic1.publish(payload);
						socket.puback();
					}
				},
			},
			...(unheard
				? [
						{
							name: `publish-qos1-unheard${suffix}`,
							written: publish1,
							run(count) {
								for (let i = 0; i < count; i++) {
									topic1.publish(payload);
									socket.puback(unheard);
								}
							},
						},
					]
				: []),
			{
				name: `receive-qos0${suffix}`,
				written: 0,
				received: 1,
				run(count) {
					for (let i = 0; i < count; i++) socket.feed(message0);
				},
			},
			{
				name: `receive-qos1${suffix}`,
				written: 4 + header,
				received: 1,
				run(count) {
					for (let i = 0; i < count; i++) socket.feed(message1);
				},
			},
			{
				name: `ping${suffix}`,
				written: 2 + header,
				run(count) {
					for (let i = 0; i < count; i++) {
						probe.passUntilWritten();
						socket.feed(pingresp);
					}
				},
			},
			{
				name: `topic-is${suffix}`,
				run(count) {
					const onMessage = client.onMessage;
					client.onMessage = (message) => {
						let same = 0;
						for (let i = 0; i < count; i++) if (topic0.is(message)) same++;
						if (same !== count) trace("failed\tnot the topic\n");
					};
					socket.feed(message0);
					client.onMessage = onMessage;
				},
			},
			// This is the last operation, because afterwards messages are matched with the filter.
			{
				name: `receive-qos0-filter${suffix}`,
				received: 1,
				run(count) {
					// Sets up the filter in the first, uncounted call.
					if (!filter) {
						filter = "sensors/+/temp/#";
						client.subscribe(filter, { onMessage: settings.onMessage });
						socket.feed(suback);
					}
					for (let i = 0; i < count; i++) socket.feed(message0);
				},
			},
		],
	};
}

/** Operations before connecting and after a lost connection. */
export function setUp(name, Client, settings, version) {
	const { suffix } = version;
	const clients = [];
	const quiet = { ...settings, reconnect: { minimum: 1, maximum: 1 }, random: () => 1, onDisconnect() {} };
	const clean = () => {
		while (clients.length) clients.pop().close();
	};
	let lasting;
	return {
		client: name,
		close: () => lasting.close(),
		operations: [
			{
				name: `construct${suffix}`,
				few: 2,
				many: 6,
				clean,
				run(count) {
					for (let i = 0; i < count; i++) clients.push(new Client(settings));
				},
			},
			{
				name: `connect${suffix}`,
				few: 2,
				many: 6,
				clean,
				run(count) {
					for (let i = 0; i < count; i++) clients.push(connect(Client, settings, version).client);
				},
			},
			{
				name: `reconnect${suffix}`,
				few: 4,
				many: 12,
				run(count) {
					lasting ??= connect(Client, quiet, version).client;
					for (let i = 0; i < count; i++) {
						probe.socket().fail();
						probe.pass(2);
						probe.socket().ready(ROOM);
						probe.socket().feed(version.connack);
					}
					if (!lasting.connected) trace("failed\tnot connected again\n");
				},
			},
		],
	};
}
