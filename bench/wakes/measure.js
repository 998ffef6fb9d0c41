// Measures one wake of a device for each way to connect and for links of several lengths, from the simulator's
// reports.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { simulateToEnd } from "mote-mqtt/simulator";
import { Authority, hasOpenSSL } from "../../test/hosts/tls/authority.js";
import { startBroker } from "./broker.js";
import { CHIPS, chargeOf } from "./charge.js";

/** Round-trip times in milliseconds. */
export const LINKS = [20, 100, 500];

/** The send buffer of an ESP32. All devices use the same, so that they can be compared. */
const SEND_BUFFER = 5744;

const manifest = (app) => fileURLToPath(new URL(`../device/${app}/manifest.json`, import.meta.url));
const SDK = process.env.MODDABLE;
const sdkClient = SDK && join(SDK, "examples/io/tcp/mqttclient/mqttclient");

/** The devices, and what each of their two wakes shows. The second uses what the first has learned. */
const devices = () => [
	...[0, 1].flatMap((eager) => [
		{ app: "wake", over: "tcp", eager, wakes: [undefined, "TCP"] },
		{ app: "wake", over: "websocket", eager, wakes: [undefined, "WebSocket"] },
		{ app: "wake", over: "tls", eager, wakes: ["TLS, full", "TLS, resumed"] },
	]),
	...["tcp", "tls"].map((over) => ({
		app: "wake",
		over,
		eager: 1,
		saved: 1,
		wakes: [undefined, over === "tls" ? "TLS, resumed, saved" : "TCP, saved"],
	})),
	...(sdkClient ? [{ app: "wake-sdk", over: "tcp", eager: 0, wakes: [undefined, "TCP"] }] : []),
];

/** The order in tables and pictures. */
const ORDER = [
	"TCP",
	"TCP, eager",
	"TCP, saved, eager",
	"WebSocket",
	"WebSocket, eager",
	"TLS, full",
	"TLS, full, eager",
	"TLS, resumed",
	"TLS, resumed, eager",
	"TLS, resumed, saved, eager",
];

const rounded = (milliseconds) => Math.round(milliseconds * 10) / 10;

/** The duration of each phase in milliseconds, and the counters. */
function row(connection, latency) {
	const { times, roundTrips, published, acknowledged, sent, received } = connection;
	if (!times.disconnect || acknowledged !== published) throw new Error(`a wake failed: ${JSON.stringify(connection)}`);
	const ready = times.tls ?? times.tcp;
	const phases = {
		name: (times.name ?? times.begin) - times.begin,
		tcp: times.tcp - (times.name ?? times.begin),
		tls: ready - times.tcp,
		websocket: times.connect - ready,
		connect: times.connack - times.connect,
		publish: times.lastPuback - times.firstPublish,
		leave: times.disconnect - times.lastPuback,
	};
	return {
		latency,
		milliseconds: rounded(times.disconnect - times.begin),
		phases: Object.fromEntries(Object.entries(phases).map(([name, value]) => [name, rounded(value)])),
		/** PUBLISH was sent before CONNACK was received. */
		early: times.firstPublish < times.connack,
		roundTrips: roundTrips.name + roundTrips.lastPuback,
		fromSyn: roundTrips.lastPuback,
		sent,
		received,
	};
}

const HANDSHAKES = { "TLS, full": "full", "TLS, resumed": "resumed" };

/** Adds the model's `charge` by chip. */
export function withCharge(row) {
	const charge = {};
	for (const chip of Object.keys(CHIPS)) {
		const of = chargeOf(chip, {
			...row,
			tls: Object.entries(HANDSHAKES).find(([name]) => row.variant.startsWith(name))?.[1],
		});
		if (of) charge[chip] = of;
	}
	return { ...row, charge };
}

/** Runs a device. Returns its report on connections. */
async function wake({ app, over, eager, saved = 0 }, latency, { ports, certificate }, folder, number) {
	const report = join(folder, `${number}.json`);
	const config = { port: ports[over], over: `over-${over}`, certificate, eager, saved };
	const env = { ...process.env, MOTE_SDK_CLIENT: sdkClient };
	process.env.MOTE_SDK_CLIENT = sdkClient ?? "";
	const { code, stdout, stderr } = await simulateToEnd(manifest(app), {
		latency,
		sendBuffer: SEND_BUFFER,
		report,
		config,
		env,
	});
	if (code || stdout) throw new Error(`bench/device/${app}, ${over}: exit code ${code}\n${stdout}${stderr}`);
	return JSON.parse(readFileSync(report, "utf8")).connections;
}

/**
 * Measures one wake for each way to connect and each link: `client`, `variant`, `latency`, `milliseconds` in all and
 * of each of its `phases`, `roundTrips` in all and `fromSyn` to the last PUBACK, segments and bytes each way.
 * @param options.secure false leaves out TLS, which needs the openssl program, and OpenSSL when the simulator is
 * compiled.
 */
export async function measureWakes(links = LINKS, { secure = hasOpenSSL() } = {}) {
	const authority = secure ? new Authority() : undefined;
	const folder = mkdtempSync(join(tmpdir(), "mote-wakes-"));
	authority?.root("root", { key: "ec" });
	authority?.issue("broker", "root", { key: "ec" });
	const broker = await startBroker(authority);
	const certificate = authority ? Buffer.from(authority.der("root")).toString("hex") : "";
	try {
		const rows = [];
		let number = 0;
		for (const device of devices()) {
			if (device.over === "tls" && !authority) continue;
			for (const latency of links) {
				const connections = await wake(device, latency, { ports: broker.ports, certificate }, folder, number++);
				for (const [i, way] of device.wakes.entries()) {
					if (!way) continue;
					const variant = device.eager ? `${way}, eager` : way;
					const client = device.app === "wake" ? "Mote" : "the SDK's";
					rows.push(withCharge({ client, variant, ...row(connections[i], latency) }));
				}
			}
		}
		const place = ({ client, variant }) => (client === "Mote" ? ORDER.indexOf(variant) : ORDER.length);
		return rows.sort((a, b) => place(a) - place(b) || a.latency - b.latency);
	} finally {
		broker.stop();
		authority?.remove();
		rmSync(folder, { recursive: true, force: true });
	}
}
