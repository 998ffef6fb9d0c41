// A machine of host.js that connects through a WebSocket. This mixin plays the server's side of the WebSocket.
import { websocket } from "mote-mqtt/websocket";
import { concat, hex } from "../bytes.js";
import { WireTCP } from "./line.js";
import { ascii, frame, opening, text, unmasked } from "./server-side.js";

/** `Host` is the class from test/mqtt311 or test/mqtt5. */
export const withWebSocket = (Host) =>
	class extends Host {
		/** Header fields that replace those of the server's response. */
		lines = {};
		/** The last request that was answered. */
		request = "";
		/** The first byte of each frame that arrived, and the payloads of the frames that are not binary. */
		firsts = [];
		control = [];

		constructor(options) {
			super({ io: WireTCP, ...options });
		}

		options(options) {
			const all = super.options(options);
			return { ...all, ...websocket(all) };
		}

		/** Connects TCP and answers the handshake. */
		accept() {
			this.isOpen = false;
			super.accept();
			this.request = text(concat(...this.writes.splice(0)));
			this.firsts.length = 0;
			this.isOpen = true;
			this.sendRaw(ascii(opening(this.request, this.lines)));
		}

		/** Specs see a frame's payload, not the frame. */
		wrote(bytes, at, count) {
			if (!this.isOpen) return super.wrote(bytes, at, count);
			const { first, payload } = unmasked(bytes.slice(at, at + count));
			this.firsts.push(first);
			if (first === 0x82) super.wrote(payload, 0, payload.length);
			else this.control.push(payload);
		}

		sendRaw(bytes) {
			super.send(bytes);
		}

		/** Sends `bytes` as one binary message. */
		send(bytes) {
			super.send(frame(0x82, typeof bytes === "string" ? hex(bytes) : bytes));
		}
	};
