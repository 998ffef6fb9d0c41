// What an operation may take at most: CPU instructions on an emulated ESP8266 core (lx106) with the engine that chips run (XS 17), compiled
// with -Os. A message has 32 bytes, a topic 21 characters. A turn of the measuring loop and the socket, in C without a network, are included.

const hotPath = {
	"publish-qos0": 10_000,
	/** With its PUBACK. */
	"publish-qos1": 32_000,
	"receive-qos0": 16_000,
	/** The same, by way of a filter that matches and has a handler of its own. */
	"receive-qos0-filter": 22_000,
	/** With the PUBACK that answers it. */
	"receive-qos1": 20_000,
	/** From one PINGRESP to the next, with all ticks of timers, of which there are two. */
	ping: 15_000,
};

/** 5.0 costs more, for there are properties to skip; an alias has to be looked up, and the name kept for another connection. */
const V5 = 1.25;
const ALIAS = { "publish-qos1": 1.5 };

const times = (suffix, factorOf) =>
	Object.fromEntries(Object.entries(hotPath).map(([name, limit]) => [name + suffix, limit * factorOf(name)]));

/** By client and operation. */
export const limits = {
	"mote-mqtt": {
		...hotPath,
		/** topic.is(message), and it is. */
		"topic-is": 6_500,
		/** From `new Client` until CONNACK has been handled. */
		connect: 300_000,
	},
	"mote-mqtt/mqtt5": {
		...times("-v5", () => V5),
		...times("-v5-alias", (name) => ALIAS[name] ?? V5),
		/** The server says that nobody has subscribed: as good as nothing more. */
		"publish-qos1-unheard-v5": hotPath["publish-qos1"] * V5,
		"topic-is-v5": 6_500,
		"topic-is-v5-alias": 6_500,
	},
};

/** How much more than that a packet may take in a WebSocket, in either direction; and the packets of an operation. */
export const WEBSOCKET = 4_000;
export const packets = {
	"publish-qos0": 1,
	"publish-qos1": 2,
	"receive-qos0": 1,
	"receive-qos0-filter": 1,
	"receive-qos1": 2,
	ping: 2,
};

/** What the drop-in class has to do with fewer instructions than the SDK's. There, ping is a PINGREQ that the app writes. */
export const dropIn = ["publish-qos0", "publish-qos1", "receive-qos0", "receive-qos1", "ping"];
