// "mote-mqtt/wire": bytes <-> packets, for 3.1.1. Read in this order: packet, remaining-length, utf8, topic-name, window,
// incoming, message, mqtt311.
export { Found, Incoming } from "./incoming.js";
export { Message } from "./message.js";
export {
	type ConnectFields,
	decodeAcknowledgement,
	decodeConnack,
	decodePublish,
	encodeAcknowledgement,
	encodeConnect,
	encodeEmpty,
	encodePublish,
	encodeSubscribe,
	isServerPacket,
	publishTemplate,
	type Received,
	TOPIC,
	type WillFields,
} from "./mqtt311.js";
export { Packet, PublishFlag } from "./packet.js";
export { lengthSize, REMAINING_LENGTH_MAX, readLength, writeLength } from "./remaining-length.js";
export { isTopicName } from "./topic-name.js";
export { decodeUTF8, encodeUTF8 } from "./utf8.js";
export { Window } from "./window.js";
