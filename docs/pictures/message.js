// Draws docs/pictures/message.svg, the way of a message at QoS 1, from a run: a client on a machine that is played by hand. So the picture says
// what the client does, not what someone once thought. `npm run docs`.
import { writeFileSync } from "node:fs";
import { ACCEPTED, Host, KEPT, PRESENT } from "../../test/mqtt311/host.js";
import { box, line, svg, text } from "./svg.js";

const host = new Host();
const told = [];
const client = host.client({
	...KEPT,
	onConnect: () => told.push("onConnect"),
	onOutcome: (id, code) => told.push(`onOutcome(${id}, ${code})`),
	onSettled: () => told.push("onSettled"),
	onDisconnect: () => told.push("onDisconnect"),
});
let identifier = 0;

const STATES = ["done", "not sent", "sent"];

/** What is done, and what comes of it: on the wire, in the session's memory, for the app. */
const steps = [];
function step(what, from, does) {
	host.writes.length = told.length = 0;
	does();
	const { used, bytes, header } = client.connection.session;
	const sent = host.writes.map((packet) =>
		packet[0] >> 4 === 3 ? `PUBLISH #${identifier}${packet[0] & 8 ? ", DUP" : ""}` : "CONNECT",
	);
	const record = used && `record of ${used} bytes${bytes[header] & 8 ? ", DUP" : ""}`;
	steps.push({ what, from, sent, told: [...told], record, state: STATES[client.pending(identifier)] });
}

step("publish()", "app", () => {
	identifier = client.topic("a", { QoS: 1 }).publish("21.5");
});
step("CONNACK", "server", () => host.again(ACCEPTED));
step("connection lost", "network", () => host.lose());
step("CONNACK, session present", "server", () => host.again(PRESENT));
step(`PUBACK #${identifier}`, "server", () =>
	host.send([0x40, 2, 0, identifier].map((byte) => byte.toString(16).padStart(2, "0")).join(" ")),
);

const [APP, MEMORY, WIRE] = [40, 300, 640];
const ROW = 76;
const TOP = 96;
const WIDTH = 900;
const parts = [
	text(24, 34, "A message at QoS 1: from publish() to PUBACK, across a lost connection", "title"),
	text(APP, 70, "app", "label"),
	text(MEMORY, 70, "session: one piece of memory", "label"),
	text(WIRE, 70, "connection", "label"),
];
steps.forEach(({ what, from, sent, told, record, state }, i) => {
	const y = TOP + i * ROW;
	parts.push(line(24, y - 12, WIDTH - 24, y - 12));
	if (from === "app") {
		parts.push(text(APP, y + 14, what, "code"), text(APP, y + 34, `returns ${identifier}`, "faint"));
		parts.push(line(APP + 80, y + 10, MEMORY - 10, y + 10, "arrow"));
	} else {
		parts.push(text(WIRE, y + 14, `${from === "server" ? "← " : ""}${what}`, from === "server" ? "code" : "label"));
	}
	told.forEach(
		(callback, at) => void parts.push(text(APP, y + (from === "app" ? 54 : 14) + at * 18, callback, "code")),
	);
	const name = !record ? "box" : state === "sent" ? "strong" : "warm";
	parts.push(box(MEMORY, y, 280, 44, name), text(MEMORY + 12, y + 18, record || "empty", record ? "" : "faint"));
	parts.push(text(MEMORY + 12, y + 36, `pending(${identifier}): ${state}`, "faint"));
	sent.forEach((packet, at) => {
		parts.push(line(MEMORY + 284, y + 30 + at * 18, WIRE - 8, y + 30 + at * 18, "arrow"));
		parts.push(text(WIRE, y + 34 + at * 18, `→ ${packet}`, "code"));
	});
});

const description = steps
	.map(({ what, sent, record, state }) => [what, ...sent, record || "empty", state].join(", "))
	.join("; ");
writeFileSync(new URL("message.svg", import.meta.url), svg(WIDTH, TOP + steps.length * ROW, description, parts));
