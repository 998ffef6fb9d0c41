// A topic of 21 characters, a payload of 32 bytes, and a server's packets with them.
export const NAME = "sensors/17/temp/cabin";
export const payload = new Uint8Array(32).fill(0x35);

/** Counts received messages, so that the suite can check that they arrived. */
export const messages = { received: 0 };

const topic = [0, NAME.length];
for (let i = 0; i < NAME.length; i++) topic.push(NAME.charCodeAt(i));

export const pingresp = Uint8Array.of(0xd0, 0);
/** PUBACK for the second publish at QoS 1 and later ones, for a client that does not check the identifier. */
export const puback = Uint8Array.of(0x40, 2, 0, 7);

export const v4 = {
	suffix: "",
	connack: Uint8Array.of(0x20, 2, 0, 0),
	suback: Uint8Array.of(0x90, 3, 0xff, 0xff, 0),
	message0: Uint8Array.of(0x30, 23 + 32, ...topic, ...payload),
	message1: Uint8Array.of(0x32, 25 + 32, ...topic, 0x12, 0x34, ...payload),
	publish0: 57,
	publish1: 59,
};

/** 5.0 without properties. */
export const v5 = {
	suffix: "-v5",
	/** The reason code of PUBACK when nobody has subscribed. */
	unheard: 0x10,
	connack: Uint8Array.of(0x20, 3, 0, 0, 0),
	suback: Uint8Array.of(0x90, 4, 0xff, 0xff, 0, 0),
	message0: Uint8Array.of(0x30, 24 + 32, ...topic, 0, ...payload),
	message1: Uint8Array.of(0x32, 26 + 32, ...topic, 0x12, 0x34, 0, ...payload),
	publish0: 58,
	publish1: 60,
};

/** 5.0 with an alias in place of each topic name. `introduction` is the message that sets the server's alias. */
export const v5alias = {
	suffix: "-v5-alias",
	connack: Uint8Array.of(0x20, 6, 0, 0, 3, 34, 0, 8),
	suback: Uint8Array.of(0x90, 4, 0xff, 0xff, 0, 0),
	introduction: Uint8Array.of(0x30, 27 + 32, ...topic, 3, 35, 0, 1, ...payload),
	message0: Uint8Array.of(0x30, 6 + 32, 0, 0, 3, 35, 0, 1, ...payload),
	message1: Uint8Array.of(0x32, 8 + 32, 0, 0, 0x12, 0x34, 3, 35, 0, 1, ...payload),
	publish0: 40,
	publish1: 42,
};

/** A packet in a frame as a server sends it (RFC 6455 section 5.2). */
const framed = (packet) => Uint8Array.of(0x82, packet.length, ...packet);

/** 3.1.1 in a WebSocket. The client's packets are six bytes longer. */
export const websocket = {
	suffix: "-websocket",
	header: 6,
	pingresp: framed(pingresp),
	connack: framed(v4.connack),
	suback: framed(v4.suback),
	message0: framed(v4.message0),
	message1: framed(v4.message1),
	publish0: v4.publish0 + 6,
	publish1: v4.publish1 + 6,
};
