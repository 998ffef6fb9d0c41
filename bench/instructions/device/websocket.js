// The suite of the 3.1.1 client over a WebSocket, over the same TCP.
import { Client } from "mote-mqtt";
import { frames } from "mote-mqtt/frames";
import { websocket } from "mote-mqtt/websocket";
import { hotPath, settings } from "operations";
import { websocket as version } from "packets";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Answers a request for a WebSocket (RFC 6455 section 4.2.2). */
function open(socket) {
	const [, key] = socket.request().split("Sec-WebSocket-Key: ");
	const bytes = new Uint8Array(68);
	let bits = 0;
	let count = 0;
	let at = 0;
	for (let i = 0; at < 16; i++) {
		bits = ((bits << 6) | DIGITS.indexOf(key[i])) & 0xffff;
		count += 6;
		if (count >= 8) {
			count -= 8;
			bytes[at++] = bits >> count;
		}
	}
	frames.answer(bytes);
	let accept = "";
	for (let i = 40; i < 68; i++) accept += String.fromCharCode(bytes[i]);
	const answer = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n`;
	socket.feed(new Uint8Array(ArrayBuffer.fromString(answer)));
}

export const groups = [
	() => hotPath("mote-mqtt/websocket", Client, { ...settings, ...websocket(settings) }, { ...version, open }),
];
