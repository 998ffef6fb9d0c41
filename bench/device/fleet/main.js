// A sensor of a fleet: a reading at an interval, at QoS 1. It reconnects with Mote's back-off or, for comparison,
// every second.
import config from "mc/config";
import { Client } from "mote-mqtt";
import { tcp } from "mote-mqtt/tcp";
import Timer from "timer";

const reading = new Uint8Array(40).fill(0x35);
const client = new Client({
	...tcp,
	host: config.host,
	port: Number(config.port),
	id: config.id,
	clean: false,
	...(config.retry === "each second" && { reconnect: { minimum: 1000, maximum: 1000 }, random: () => 0.999 }),
});
const topic = client.topic(`sensors/${config.id}/reading`, { QoS: 1 });
Timer.repeat(() => topic.publish(reading), Number(config.interval));
