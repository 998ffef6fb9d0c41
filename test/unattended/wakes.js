// A device that wakes up, publishes and sleeps some thousand times, with a broker that changes its behaviour. No
// message may be lost or out of order, and no wake may need more than one additional connection because of connecting
// eagerly.
import { Eager } from "mote-mqtt/eager";
import { restoreSession, savedSize, saveSession } from "mote-mqtt/saved-session";
import { equal, fail } from "../assert.js";
import { EagerBroker, MANNERS } from "./eager-broker.js";
import { World } from "./world.js";

const MINUTE = 60_000;
const DAY = 86_400_000;
/** How long a device may sleep. After a failure, eager publishing is off for a day or more. */
const NIGHTS = Object.freeze([MINUTE, 60 * MINUTE, DAY, 4 * DAY, 20 * DAY]);

/** How often one device wakes up. */
const EACH = 50;

/** A world whose brokers know when something was sent, and which counts sockets. */
class TimedWorld extends World {
	/** The number of sockets created. */
	made = 0;

	opens(socket) {
		this.made++;
		super.opens(socket);
	}

	carry(bytes) {
		bytes.sent = this.now;
		super.carry(bytes);
	}
}

export class Wakes {
	/** Messages accepted, arrived (the number of the last one), and refused by the broker. */
	accepted = 0;
	arrived = 0;
	refused = new Set();
	/** Numbers of queued messages by identifier. */
	numbers = new Map();
	wakes = 0;
	sockets = 0;
	/** The maximum number of connections in a wake. */
	most = 0;
	saved = undefined;
	slept = 0;
	/** For a broker that drops some early packets and accepts others: what has arrived, in any order. */
	all = undefined;

	constructor(version, seed, isEager = true) {
		this.world = new TimedWorld(version, seed);
		this.broker = new EagerBroker(this.world);
		this.world.brokers["broker.example"] = this.broker;
		this.isEager = isEager;
		this.broker.onPublish = (topic, text) => topic.startsWith("device/") && this.arrives(Number.parseInt(text, 10));
	}

	/** A message arrives: the next one, or a repetition. */
	arrives(number) {
		this.all?.add(number);
		if (number <= this.arrived || this.all) return;
		for (let missing = this.arrived + 1; missing < number; missing++)
			if (!this.refused.has(missing)) fail(`${number} arrives, and not ${missing}`);
		this.arrived = number;
	}

	/** Runs `count` wakes with brokers of all these manners. */
	run(count, manners = Object.keys(MANNERS)) {
		const { world, broker } = this;
		let left = 0;
		for (let i = 0; i < count; i++) {
			if (!left--) {
				// Every other time the broker behaves correctly.
				broker.manner = manners[world.random(2) ? world.random(manners.length) : 0];
				left = 2 + world.random(10);
			}
			this.wake();
		}
		broker.manner = "takes";
		this.wake();
		for (let number = this.arrived + 1; number <= this.accepted; number++)
			if (!this.refused.has(number) && !this.all?.has(number)) fail(`${number} is lost`);
	}

	wake() {
		const { world, broker } = this;
		let done = false;
		world.made = 0;
		const client = world.client({
			id: "device",
			clean: false,
			buffers: { send: 256, receive: 256, unacknowledged: 1_024 },
			reconnect: world.random(2) ? false : undefined,
			onOutcome: (identifier, code) => {
				if (code >= 0x80) this.refused.add(this.numbers.get(identifier));
				this.numbers.delete(identifier);
			},
			onUndelivered: (identifier) => fail(`${identifier} is blamed`),
			onConnect: () => {
				for (let more = world.random(3); more > 0; more--) this.publish(client);
				if (!client.connection.leaving) client.disconnect(MINUTE);
			},
			onDisconnect: ({ retry }) => {
				done = retry === undefined;
			},
			...(this.isEager && { eager: new Eager() }),
		});
		if (this.saved && !restoreSession(client, this.saved, this.slept)) fail("the saved session cannot be used");
		client.subscribe("to/device/#", { QoS: 1 });
		for (let more = world.random(5); more > 0; more--) this.publish(client);
		// Otherwise, the app disconnects when it is connected and has published more.
		if (world.random(2)) client.disconnect(MINUTE);
		if (!world.random(4)) broker.command("to/device/a", new Uint8Array(3));
		for (let i = 0; !done; i++) {
			if (i > 100) fail("the device does not go to sleep");
			world.run(MINUTE / 50);
		}
		equal(client.settled, true, `wake ${this.wakes}, ${broker.manner}`);
		this.saved = new Uint8Array(savedSize(client));
		saveSession(client, this.saved);
		world.stop();
		this.wakes++;
		this.sockets += world.made;
		this.most = Math.max(this.most, world.made);
		this.slept = NIGHTS[world.random(NIGHTS.length)];
		world.run(this.slept);
	}

	publish(client) {
		const { world } = this;
		const topic = client.topic(`device/${world.random(3)}`, { QoS: 1, retain: !world.random(4) });
		const number = this.accepted + 1;
		const identifier = topic.publish(`${number}${" ".repeat(world.random(3) ? 10 : world.random(150))}`);
		if (identifier < 0) return;
		this.accepted = number;
		this.numbers.set(identifier, number);
	}
}

/**
 * Runs `wakes` wakes of several devices. Returns how many connections they have made, and how many were eager. @param
 * isPartly brokers drop some early packets.
 */
export async function wakeUp(version, wakes, { isEager = true, first = 1, isPartly = false } = {}) {
	const sum = { sockets: 0, eager: 0 };
	for (let seed = first; seed < first + wakes / EACH; seed++) {
		// Yields to the event loop, and empties the stack.
		await undefined;
		const device = new Wakes(version, seed, isEager);
		try {
			if (isPartly) {
				device.all = new Set();
				device.run(EACH, ["takes", "dropsSome"]);
			} else device.run(EACH);
		} catch (error) {
			error.message = `seed ${seed}, wake ${device.wakes}: ${error.message}`;
			throw error;
		}
		// One connection more than without eager publishing.
		if (device.most > (isEager ? 2 : 1)) fail(`seed ${seed}: ${device.most} connections`);
		sum.sockets += device.sockets;
		sum.eager += device.broker.eager;
	}
	return sum;
}
