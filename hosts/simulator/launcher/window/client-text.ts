// Describes the state of a client in words, from the memory that the device has sent.

import { Phase } from "../../../../src/connection/connection-state.js";
import { publishText } from "./packet-text.js";

/** A client as the device sends it: see hosts/simulator/window/client-state.c. */
export interface TakenClient {
	host: string;
	port: number;
	phase: number;
	failures: number;
	room: number;
	/**
	 * `used` is the number of bytes of `records` in use; `sent` is the offset of the first record that was not sent
	 * over this connection; `header` is the number of bytes before each packet.
	 */
	used: number;
	sent: number;
	header: number;
	capacity: number;
	/** In hexadecimal. */
	records: string;
}

/** A message that is not acknowledged yet. */
export interface ShownMessage {
	state: "sent" | "waits";
	text: string;
}

/** A client as the page shows it. */
export interface ShownClient {
	server: string;
	state: string;
	queue: ShownMessage[];
	used: number;
	capacity: number;
}

const PHASES: Record<number, string> = {
	[Phase.Closed]: "not connected",
	[Phase.Opening]: "connecting",
	[Phase.Greeting]: "sending CONNECT",
	[Phase.Greeted]: "waiting for CONNACK",
	[Phase.Online]: "connected",
	[Phase.Leaving]: "sending DISCONNECT",
};

/** Parses the records of src/session.ts: size of the packet, Packet Identifier, in 5.0 the expiry, the packet. */
function queue({ records, sent, header }: TakenClient): ShownMessage[] {
	const bytes = Buffer.from(records, "hex");
	const messages: ShownMessage[] = [];
	for (let at = 0; at + header < bytes.length; ) {
		const size = bytes.readUInt16BE(at);
		const packet = bytes.subarray(at + header, at + header + size);
		let start = 2;
		while (packet[start - 1] & 128) start++;
		const state = at < sent ? "sent" : "waits";
		if (packet[0] >> 4 === 3)
			messages.push({ state, text: publishText(packet[0] & 15, packet.subarray(start), header > 4 ? 5 : 4) });
		else messages.push({ state, text: `PUBREL #${bytes.readUInt16BE(at + 2)}` });
		at += header + size;
	}
	return messages;
}

/** Describes a client. */
export function clientText(client: TakenClient): ShownClient {
	const failures = client.phase === Phase.Online || !client.failures ? "" : `, failed ${client.failures} times`;
	return {
		server: `${client.host}:${client.port}`,
		state: `${PHASES[client.phase] ?? "unknown"}${failures}`,
		queue: queue(client),
		used: client.used,
		capacity: client.capacity,
	};
}
