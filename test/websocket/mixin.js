// A machine of host.js whose sockets have a WebSocket between them and the server: the server's side of it is played here.
import { websocket } from "mote-mqtt/websocket";
import { concat, hex } from "../bytes.js";
import { WireTCP } from "./line.js";
import { ascii, frame, opening, text, unmasked } from "./server-side.js";

/** `Host` is of test/mqtt311 or test/mqtt5. */
export const withWebSocket = (Host) =>
	class extends Host {
		/** What replaces lines of the server's answer. */
		lines = {};
		/** The request that was answered last. */
		request = "";
		/** The first bytes of the frames that came, and what was in those that are not MQTT's. */
		firsts = [];
		control = [];

		constructor(options) {
			super({ io: WireTCP, ...options });
		}

		options(options) {
			const all = super.options(options);
			return { ...all, ...websocket(all) };
		}

		/** TCP is connected, and the server answers. */
		accept() {
			this.isOpen = false;
			super.accept();
			this.request = text(concat(...this.writes.splice(0)));
			this.firsts.length = 0;
			this.isOpen = true;
			this.sendRaw(ascii(opening(this.request, this.lines)));
		}

		/** What a frame has is written, for the specs. */
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

		/** In a message of its own. */
		send(bytes) {
			super.send(frame(0x82, typeof bytes === "string" ? hex(bytes) : bytes));
		}
	};
