// Many MQTT.js clients in one process, as load generators on npm do: how fast they connect, and how much memory each
// takes. Arguments: port, number of clients.
import mqtt from "mqtt";

const [port, count] = process.argv.slice(2).map(Number);
const resident = () => {
	globalThis.gc?.();
	return process.memoryUsage().rss;
};
const before = resident();
const start = performance.now();
const options = { clean: false, protocolVersion: 4, reconnectPeriod: 1000 };
const clients = await Promise.all(
	Array.from({ length: count }, (_, i) =>
		mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { ...options, clientId: `bench-${i}` }),
	),
);
const milliseconds = performance.now() - start;
const bytes = resident() - before;
process.stdout.write(`${JSON.stringify({ milliseconds, bytes })}\n`);
await Promise.all(clients.map((client) => client.endAsync(true)));
