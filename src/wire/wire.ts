// "mote-mqtt/wire": bytes <-> packets, for 3.1.1. Read in this order: packet, remaining-length, utf8, topic-name, window,
// incoming, message, mqtt311.
export { Found, Incoming } from "./incoming";
export { Message } from "./message";
export {
	type ConnectFields,
	decodeAcknowledgement,
	decodeConnack,
	decodePublish,
	encodeConnect,
	encodeEmpty,
	encodePuback,
	encodePublish,
	encodeSubscribe,
	isServerPacket,
	publishTemplate,
	type Received,
	TOPIC,
	type WillFields,
} from "./mqtt311";
export { Packet, PublishFlag } from "./packet";
export { lengthSize, REMAINING_LENGTH_MAX, readLength, writeLength } from "./remaining-length";
export { isTopicName } from "./topic-name";
export { decodeUTF8, encodeUTF8 } from "./utf8";
export { Window } from "./window";
