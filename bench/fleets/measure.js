// A thousand devices whose broker goes down and comes back: with Mote's back-off, and with a client that tries every
// second. For comparison, as many MQTT.js clients in one process.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { perSecond, simulateFleet } from "mote-mqtt/simulator";
import { startBroker } from "../wakes/broker.js";

const MANIFEST = fileURLToPath(new URL("../device/fleet/manifest.json", import.meta.url));
const MANY_CLIENTS = fileURLToPath(new URL("many-clients.js", import.meta.url));

/** How long the broker is down, in seconds. */
const AWAY = 20;

const rounded = (number) => Math.round(number * 10) / 10;

/** The figures of a fleet, and its connections per second from when the broker went down. */
function describe(client, { devices, upAfter, dirty, ticks, faultAt, faultUntil, outages, lost, crashes }) {
	const gone = Math.floor(faultAt / 1000);
	const tried = perSecond(ticks, "attempts").slice(gone);
	const accepted = perSecond(ticks, "accepted").slice(gone);
	const away = Math.floor((faultUntil - faultAt) / 1000);
	return {
		row: {
			client,
			devices,
			kilobytesEach: dirty.mean,
			connectionsPerSecond: Math.round((devices * 1000) / upAfter),
			triedWhileAway: tried.slice(0, away).reduce((a, b) => a + b, 0),
			mostInASecondThen: Math.max(...accepted.slice(away)),
			lastBackAfterSeconds: rounded((Math.max(...outages) - (faultUntil - faultAt)) / 1000),
			lost,
			crashed: crashes.length,
		},
		series: { tried, accepted, away },
	};
}

async function manyClients(port, devices) {
	const child = spawn(process.execPath, ["--expose-gc", MANY_CLIENTS, port, devices], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	const [said] = await Promise.all([text(child.stdout), once(child, "exit")]);
	const { milliseconds, bytes } = JSON.parse(said);
	return {
		client: "MQTT.js, in one process",
		devices,
		kilobytesEach: Math.round(bytes / 1024 / devices),
		connectionsPerSecond: Math.round((devices * 1000) / milliseconds),
	};
}

/**
 * @returns `rows`: what each client takes and does; `series`: by client, connections attempted and accepted per
 * second from when the broker went down, which is down for `away` seconds.
 */
export async function measureFleets(devices = 1000, away = AWAY) {
	const broker = await startBroker();
	try {
		const rows = [];
		const series = {};
		for (const [client, retry] of [
			["Mote, a device each", "back-off"],
			["the same, trying each second", "each second"],
		]) {
			const fleet = { devices, rate: 1000, fault: "broker", faultFor: away };
			const result = await simulateFleet(MANIFEST, fleet, { config: { port: broker.ports.tcp, retry } });
			const described = describe(client, result);
			rows.push(described.row);
			series[retry] = described.series;
		}
		rows.push(await manyClients(broker.ports.tcp, devices));
		return { rows, series };
	} finally {
		broker.stop();
	}
}
