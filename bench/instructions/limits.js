// Limits of CPU instructions for each operation on an emulated ESP8266 core (lx106) with the engine of the chips (XS
// 17), compiled with -Os. A message has 32 bytes, a topic 21 characters. The figures include a turn of the measuring
// loop and the socket, in C without a network.

const hotPath = {
	"publish-qos0": 10_000,
	/** Including its PUBACK. */
	"publish-qos1": 32_000,
	"receive-qos0": 16_000,
	/** The same, dispatched to the handler of a matching filter. */
	"receive-qos0-filter": 22_000,
	/** Including the PUBACK that the client sends. */
	"receive-qos1": 20_000,
	/** From one PINGRESP to the next, including all timer ticks, of which there are two. */
	ping: 15_000,
};

/**
 * The factor for 5.0: properties must be skipped, an alias looked up, and the topic name stored for the next
 * connection.
 */
const V5 = 1.25;
const ALIAS = { "publish-qos1": 1.5 };

const times = (suffix, factorOf) =>
	Object.fromEntries(Object.entries(hotPath).map(([name, limit]) => [name + suffix, limit * factorOf(name)]));

/** By client and operation. */
export const limits = {
	"mote-mqtt": {
		...hotPath,
		/** topic.is(message), when it matches. */
		"topic-is": 6_500,
		/** From `new Client` until CONNACK has been handled. */
		connect: 300_000,
	},
	"mote-mqtt/mqtt5": {
		...times("-v5", () => V5),
		...times("-v5-alias", (name) => ALIAS[name] ?? V5),
		/** The server reports that nobody has subscribed. This must cost almost nothing more. */
		"publish-qos1-unheard-v5": hotPath["publish-qos1"] * V5,
		"topic-is-v5": 6_500,
		"topic-is-v5-alias": 6_500,
	},
};

/**
 * The additional limit for a packet in a WebSocket, in either direction; and the number of packets of each operation.
 */
export const WEBSOCKET = 4_000;
export const packets = {
	"publish-qos0": 1,
	"publish-qos1": 2,
	"receive-qos0": 1,
	"receive-qos0-filter": 1,
	"receive-qos1": 2,
	ping: 2,
};

/**
 * Operations that must take fewer instructions in the drop-in class than in the SDK's. In these, ping is a PINGREQ
 * that the app writes.
 */
export const dropIn = ["publish-qos0", "publish-qos1", "receive-qos0", "receive-qos1", "ping"];
