// `mote-simulate --inspect`: serves a page on this machine that shows what happens in the device. The page can pause
// the device, drop its link, or restart its broker's connections.

import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import type { Duplex, Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { clientText, type TakenClient } from "./client-text.js";
import { PacketStream } from "./packet-text.js";

/** Relative to dist/simulator/. */
const PAGE = fileURLToPath(new URL("../../hosts/simulator/launcher/window/page.html", import.meta.url));

/** The commands that the page may send. */
const COMMANDS = new Set(["pause", "resume", "drop", "restart"]);

/** How many of the latest events a newly opened page gets. */
const KEPT = 2_000;

interface DeviceEvent {
	at: number;
	kind: string;
	socket?: number;
	way?: "up" | "down";
	bytes?: string;
	clients?: TakenClient[];
}

/** The two directions of a connection, and its protocol version. */
class Conversation {
	up = new PacketStream();
	down = new PacketStream();
	level = 4;
}

/** An open window. */
export interface Window {
	/** The address of the page. */
	url: string;
	/** Tells the page that the device has ended, and closes the server. */
	close(code: number): void;
}

/** Converts an event of the device into events for the page: bytes into packets, clients into words. */
function translate(event: DeviceEvent, conversations: Map<number, Conversation>): object[] {
	const { at, kind, socket = 0 } = event;
	if (kind === "open") conversations.set(socket, new Conversation());
	if (kind === "state") return [{ ...event, clients: event.clients?.map(clientText) }];
	if (kind !== "bytes") return [event];
	const conversation = conversations.get(socket) ?? new Conversation();
	conversations.set(socket, conversation);
	const way = event.way ?? "up";
	return conversation[way].take(Buffer.from(event.bytes ?? "", "hex"), conversation.level).map((packet) => {
		if (packet.name === "CONNECT") conversation.level = packet.text.startsWith("5") ? 5 : 4;
		return { at, kind: "packet", socket, way, ...packet };
	});
}

/**
 * Opens a window into a device.
 * @param pipe for events of the device and commands to it. @param output its standard output and error.
 * @param port of the page; 0 for any free port.
 */
export async function openWindow(pipe: Duplex, output: Readable[], port: number): Promise<Window> {
	const events: string[] = [];
	const pages = new Set<ServerResponse>();
	const conversations = new Map<number, Conversation>();
	let latest = 0;

	function show(event: object): void {
		const line = `data: ${JSON.stringify(event)}\n\n`;
		if (events.push(line) > KEPT) events.shift();
		for (const page of pages) page.write(line);
	}

	pipe.on("error", () => {}); // The device has ended; its exit code tells why.
	createInterface(pipe).on("line", (line) => {
		const event = JSON.parse(line) as DeviceEvent;
		latest = event.at;
		for (const shown of translate(event, conversations)) show(shown);
	});
	for (const stream of output) createInterface(stream).on("line", (text) => show({ at: latest, kind: "trace", text }));

	function answer(request: IncomingMessage, response: ServerResponse): void {
		// A page of another site may send requests here under a name that it has pointed at this machine (DNS
		// rebinding). The Host and Origin fields reveal it.
		const host = request.headers.host ?? "";
		const origin = request.headers.origin;
		if (!/^(127\.0\.0\.1|localhost):\d+$/.test(host) || (origin && origin !== `http://${host}`)) {
			response.writeHead(403).end("only pages of this machine may do this\n");
		} else if (request.method === "GET" && request.url === "/") {
			response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(readFileSync(PAGE));
		} else if (request.method === "GET" && request.url === "/events") {
			response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
			response.write(events.join("") || ":\n\n");
			pages.add(response);
			response.on("close", () => pages.delete(response));
		} else if (request.method === "POST" && COMMANDS.has(request.url?.slice(1) ?? "")) {
			const command = request.url?.slice(1);
			pipe.write(`${command}\n`);
			show({ at: latest, kind: "command", text: command });
			response.writeHead(204).end();
		} else response.writeHead(404).end();
	}

	const server = createServer(answer);
	await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
		close(code) {
			show({ at: latest, kind: "exit", text: `the device has ended with exit code ${code}` });
			for (const page of pages) page.end();
			server.close();
			server.closeIdleConnections();
		},
	};
}
