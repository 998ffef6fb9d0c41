// A year of an unattended device: its app, the faults around it, and what must hold at the end and an hour after each
// fault.
import { Credentials } from "mote-mqtt/credentials";
import { Servers } from "mote-mqtt/servers";
import { equal, fail } from "../assert.js";
import { AwsIotCore } from "./aws-iot-core.js";
import { AzureEventGrid } from "./azure-event-grid.js";
import { Reason } from "./broker.js";
import { ascii } from "./packets.js";
import { ThingsBoard } from "./thingsboard.js";
import { World } from "./world.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Outcomes of a message. */
const DISCARDED = 0x108;
const REPLACED = 0x109;

/** How the app uses each of the brokers. */
const CLOUDS = Object.freeze({
	aws: {
		Broker: AwsIotCore,
		clean: false,
		telemetry: "dev/17/telemetry",
		status: { topic: "dev/17/status", online: "online", retain: true },
		config: { topic: "dev/17/config", retain: true },
		command: "dev/17/cmd/do",
		// More filters than fit one SUBSCRIBE.
		filters: [
			"config",
			"cmd/#",
			"ota/+/data",
			"ota/+/done",
			"shadow/a",
			"shadow/b",
			"shadow/c",
			"shadow/d",
			"shadow/e",
		].map((name) => `dev/17/${name}`),
		poisons: [
			{ topic: "dev/17/a/b/c/d/e/f/g", offence: "a topic with 8 slashes" },
			{ topic: "other/17/telemetry", offence: "a topic that the policy does not allow" },
			{ topic: "$aws/things/dev-17/shadow", retain: true, offence: "RETAIN on a reserved topic" },
		],
	},
	azure: {
		Broker: AzureEventGrid,
		clean: false,
		telemetry: "dev/17/telemetry",
		status: { topic: "dev/17/status", online: "online", retain: false },
		config: { topic: "dev/17/config", filter: "dev/17/config", request: "dev/17/get", retain: false },
		command: "dev/17/cmd/do",
		filters: ["dev/17/config", "dev/17/cmd/#"],
		poisons: [
			{ topic: "other/17/telemetry", payload: "even", offence: "a topic outside the topic spaces" },
			{ topic: "dev/17/kept", retain: true, offence: "RETAIN" },
		],
		// A 5.0 server announces that it does not accept RETAIN, and refuses other messages in one way or the other.
		poisons5: [
			{ topic: "other/17/telemetry", payload: "even", offence: "a topic outside the topic spaces" },
			{ topic: "other/17/telemetry", payload: "odd" },
		],
	},
	thingsboard: {
		Broker: ThingsBoard,
		// This broker stores no sessions, but claims to have one.
		clean: true,
		telemetry: "v1/devices/me/telemetry",
		status: { topic: "v1/devices/me/attributes", online: '{"status":"online"}', retain: false },
		config: {
			topic: "v1/devices/me/attributes",
			filter: "v1/devices/me/attributes/response/+",
			request: "v1/devices/me/attributes/request/1",
			retain: false,
		},
		command: "v1/devices/me/rpc/request/1",
		filters: ["v1/devices/me/attributes", "v1/devices/me/attributes/response/+", "v1/devices/me/rpc/request/+"],
		poisons: [{ topic: "v1/devices/me/telemetry", payload: "what", offence: "a payload that is not JSON" }],
		poisons5: [{ topic: "v1/devices/me/telemetry", payload: "what" }],
	},
});

export class Year {
	/** Readings accepted by the client, arrived, and refused for lack of room. */
	accepted = 0;
	arrived = 0;
	full = 0;
	/** Messages that the broker refuses: sent, ended the connection, and their outcomes. */
	poisoned = 0;
	closing = 0;
	discarded = 0;
	refused = 0;
	poisonous = undefined;
	faults = 0;
	/** How often the device has started and restarted; and readings lost with its power. */
	lives = 0;
	restarts = 0;
	lost = new Set();
	/** The configuration that the device should have, and the one that it has. */
	wanted = 0;
	has = -1;
	configured = 0;
	/** Months that have passed; and how often the check has succeeded. */
	months = 0;
	checks = 0;
	/** Until when the latest fault lasts. */
	troubleUntil = 0;
	/** Reasons of ended connections, counted. */
	reasons = new Map();
	/** What CONNACK refuses currently. */
	refuses = undefined;

	/** @param interval milliseconds between two readings. */
	constructor(cloud, version, seed, interval) {
		this.cloud = CLOUDS[cloud];
		this.version = version;
		this.interval = interval;
		// 0 for brokers that do not close on a silence shorter than the client's own limit.
		this.keepAlive = seed % 2 || cloud === "thingsboard" ? 300_000 : 0;
		this.world = new World(version, seed);
		this.reserve = seed % 3 === 0;
		this.brokers = [this.opens("broker.example")];
		if (this.reserve) this.brokers.push(this.opens("reserve.example"));
		this.poisons = (version === 5 && this.cloud.poisons5) || this.cloud.poisons;
	}

	/** Creates the broker of that name. */
	opens(name) {
		const broker = new this.cloud.Broker(this.world);
		this.world.brokers[name] = broker;
		broker.authorize = ({ password, v5 }) => {
			if (this.refuses !== undefined) return this.refuses;
			if (password !== this.token()) return v5 ? 0x87 : 5;
		};
		broker.onPublish = (topic, payload, from) => this.heard(broker, topic, payload, from);
		broker.onOffline = () => {
			if (!broker.publishesWills) broker.status = "lost";
		};
		return broker;
	}

	/** The token of this hour. */
	token() {
		return `token ${Math.floor(this.world.now / HOUR)}`;
	}

	// The app

	start() {
		const { cloud } = this;
		const { status, filters } = cloud;
		this.lives++;
		const client = this.world.client({
			host: this.reserve ? ["broker.example", "reserve.example"] : "broker.example",
			...(this.reserve && { servers: new Servers() }),
			id: "device-17",
			clean: cloud.clean,
			...(this.version === 5 && { sessionExpiry: 3_600_000 }),
			keepAlive: this.keepAlive,
			reconnect: { minimum: 1_000, maximum: 60_000 },
			buffers: { send: 256, receive: 512, unacknowledged: 1_500, subscriptions: 400 },
			credentials: new Credentials((answer) => this.credentials(answer)),
			will: { topic: status.topic, message: "lost", QoS: 1, retain: status.retain },
			birth: { topic: status.topic, message: status.online, QoS: 1, retain: status.retain },
			// With a stored session, the server has the filters already. Otherwise, the subscription for the answer
			// precedes the request.
			onConnect: () => this.ask(),
			onSubscribe: (filter) => filter === cloud.config.filter && this.ask(),
			onDisconnect: ({ code, text }) => this.reasons.set(text ?? code, (this.reasons.get(text ?? code) ?? 0) + 1),
			onMessage: () => fail("a message that no filter of the device's matches"),
			onOutcome: (identifier, code) => this.outcome(identifier, code),
			onUndelivered: (identifier, attempts) => this.undelivered(identifier, attempts),
		});
		this.client = client;
		const result = client.subscribe(
			filters.map((filter) => ({ filter, onMessage: (message) => this.message(message) })),
			{ QoS: 1 },
		);
		equal(result, 0, "subscribe()");
		this.topic = client.topic(cloud.telemetry, { QoS: 1 });
		if (cloud.config.request) this.request = client.topic(cloud.config.request, { QoS: 1, latestOnly: true });
		this.topics = this.poisons.map(({ topic, retain }) => client.topic(topic, { QoS: 1, retain }));
	}

	/**
	 * Returns a token at once, or after fetching it, which takes time or never ends. Once an hour the token may be an
	 * old one.
	 */
	credentials(answer) {
		const chance = this.world.random(20);
		const token = this.token();
		if (chance === 0) throw new Error("the server of tokens is away");
		if (chance === 1) return;
		if (chance < 10) {
			const { lives } = this;
			this.world.after(this.world.random(8_000), () => {
				if (lives === this.lives) answer({ user: "17", password: this.token() });
			});
			return;
		}
		const stale = chance === 10 && this.stale !== token;
		if (stale) this.stale = token;
		return { user: "17", password: stale ? "token of yesterday" : token };
	}

	/** The device loses power, and with it the unacknowledged readings. */
	restart() {
		// The client would forget the refused message as well.
		if (this.poisonous) return;
		this.trouble(this.keepAlive ? 0 : 30 * MINUTE);
		for (let n = this.arrived; n < this.accepted; n++) this.lost.add(n);
		this.world.restart();
		this.restarts++;
		this.start();
	}

	/** Readings that were lost with the device's power are not expected. */
	skip(until) {
		while (this.arrived < until && this.lost.delete(this.arrived)) this.arrived++;
	}

	/** Requests the configuration from brokers that do not send it automatically. */
	ask() {
		this.request?.publish('{"sharedKeys":"config"}');
	}

	message(message) {
		const { topic, text } = message;
		if (topic.startsWith("v1/devices/me/attributes/response/")) this.has = JSON.parse(text).shared.config;
		else if (topic === this.cloud.config.topic) this.has = JSON.parse(text).config;
		else if (topic === this.cloud.command) this.command = Number(text);
		else fail(`a message of ${topic}`);
	}

	measure() {
		const result = this.topic.publish(`{"n":${this.accepted}}`);
		if (result > 0) this.accepted++;
		else if (result === -2) this.full++;
		else fail(`publish(): ${result}`);
	}

	/** Publishes a message that the broker refuses. */
	poison() {
		const which = this.poisoned % this.topics.length;
		const { payload = "poison", offence } = this.poisons[which];
		const identifier = this.topics[which].publish(payload);
		if (identifier === -2) return this.world.after(HOUR, () => this.poison());
		if (identifier < 0) fail(`publish(): ${identifier}`);
		this.poisonous = identifier;
		this.poisoned++;
		if (offence) this.closing++;
	}

	/** The outcome of a message: all are accepted except those that the broker refuses. */
	outcome(identifier, code) {
		if (code === REPLACED) return;
		if (identifier !== this.poisonous) {
			if (code) fail(`${identifier}: ${code}`);
			return;
		}
		if (code === DISCARDED) this.discarded++;
		else if (code >= 0x80 && code < 0x100) this.refused++;
		else fail(`a poisoned message: ${code}`);
		this.poisonous = undefined;
		this.trouble();
	}

	/** A request on which connections end is dropped after the third time. It must be the right one. */
	undelivered(identifier, attempts) {
		if (attempts < 3) return;
		if (identifier !== this.poisonous) fail(`${identifier} is blamed for ${this.poisonous}`);
		this.client.discard(identifier);
	}

	// The cloud

	/** A message was published. */
	heard(broker, topic, payload, from) {
		const { cloud } = this;
		if (topic === cloud.telemetry) {
			if (!payload.startsWith('{"n":')) return;
			const n = Number(payload.slice(5, -1));
			this.skip(n);
			if (n > this.arrived || n >= this.accepted) fail(`measurement ${n} came, expected ${this.arrived}`);
			if (n === this.arrived) this.arrived++;
		} else if (topic === cloud.status.topic && (!from || payload === cloud.status.online)) broker.status = payload;
		else if (topic === cloud.config.request && topic.startsWith("dev/")) this.configure(broker);
	}

	/** The cloud has a new configuration, or sends the current one again. */
	configure(broker) {
		const config = `{"config":${this.wanted}}`;
		if (broker.share) broker.share(config);
		else broker.publish(this.cloud.config.topic, ascii(config), 1, this.cloud.config.retain);
	}

	configureAll() {
		this.configured = this.world.now;
		for (const broker of this.brokers) this.configure(broker);
	}

	// Faults

	/** Something fails for so long. */
	trouble(milliseconds = 0) {
		this.faults++;
		this.troubleUntil = Math.max(this.troubleUntil, this.world.now + milliseconds);
	}

	/** Repeats an action about every `mean` milliseconds. */
	every(mean, action) {
		const { world } = this;
		const again = () => {
			if (this.calm) return;
			action();
			world.after(world.soon(mean), again);
		};
		world.after(world.soon(mean), again);
	}

	mishaps() {
		const { world, brokers } = this;
		this.every(12 * HOUR, () => {
			this.trouble();
			world.cut();
		});
		this.every(4 * DAY, () => {
			this.trouble(20 * MINUTE);
			world.lose(world.random(2) ? true : "takes");
		});
		this.every(7 * DAY, () => {
			this.trouble();
			const keeps = world.random(3) === 0;
			for (const broker of brokers) broker.restart(keeps);
		});
		this.every(15 * DAY, () => {
			const duration = world.soon(4 * HOUR);
			this.trouble(duration);
			world.network = world.random(2) ? false : "refuses";
			world.lose(true);
			world.after(duration, () => {
				world.network = true;
			});
		});
		// An acknowledgement is lost, although the connection is good.
		this.every(10 * DAY, () => {
			this.trouble(30 * MINUTE);
			brokers[0].swallows = world.random(2) ? "PUBLISH" : "SUBSCRIBE";
			if (brokers[0].swallows === "SUBSCRIBE") brokers[0].restart();
		});
		this.every(8 * DAY, () => this.restart());
		// A fault while the device connects, an hour later.
		this.every(15 * DAY, () =>
			world.at((Math.floor(world.now / HOUR) + 1) * HOUR + world.random(3_000), () => this.restart()),
		);
		// One of the broker's two addresses is dead. The device still connects, but it takes longer.
		this.every(10 * DAY, () => {
			if (world.dead.length) return;
			this.trouble(5 * MINUTE);
			world.dead = [`10.0.0.${1 + world.random(2)}`];
			world.lose(true);
			world.after(world.soon(DAY), () => {
				world.dead = [];
			});
		});
		// Both addresses are dead. The device uses another broker, and returns to the first when that is reachable
		// again.
		if (this.reserve)
			this.every(15 * DAY, () => {
				if (world.dead.length) return;
				this.trouble(20 * MINUTE);
				world.dead = ["10.0.0.1", "10.0.0.2"];
				world.lose(true);
				world.after(world.soon(DAY), () => {
					world.dead = [];
					this.trouble(HOUR);
				});
			});
		this.every(20 * DAY, () => {
			const duration = world.soon(30 * MINUTE);
			this.trouble(duration);
			this.refuses = this.version === 5 ? [0x86, 0x87, 0x88, 0x89, 0x97][world.random(5)] : 3 + world.random(3);
			for (const broker of brokers) broker.restart(true);
			world.after(duration, () => {
				this.refuses = undefined;
			});
		});
	}

	/** The tokens of this hour expire, and so do the connections that were made with them. */
	hour() {
		for (const broker of this.brokers)
			for (const link of [...broker.links]) {
				broker.disconnect(link, Reason.maximumConnectTime);
				broker.drop(link);
			}
	}

	/** Runs so many days. */
	live(days) {
		const { world, cloud } = this;
		this.configureAll();
		this.start();
		this.mishaps();
		this.every(2 * HOUR, () => {
			this.wanted++;
			this.configureAll();
		});
		const month = (days / 12) * DAY;
		for (let hour = 0; hour < days * 24; hour++) {
			const start = world.now;
			if (hour) this.hour();
			if (hour && Math.floor((hour * HOUR) / month) > this.months) {
				this.months++;
				this.trouble(30 * MINUTE);
				this.poison();
			}
			for (let at = this.interval / 2; at < HOUR; at += this.interval) {
				world.run(start + at - world.now);
				this.measure();
				// Only a connected device gets it.
				if (at + this.interval > HOUR)
					for (const broker of this.brokers) broker.command(cloud.command, ascii(`${hour}`));
			}
			world.run(start + HOUR - world.now);
			// A refused message with many before it takes longer to be found.
			if (world.now >= this.troubleUntil + (this.poisonous ? 6 : 1) * HOUR) this.check();
		}
	}

	/** Checks that the device is connected, subscribed, "online" and up to date. */
	check() {
		const { client, brokers, cloud, world } = this;
		const where = `after ${Math.floor(world.now / HOUR)} hours`;
		const broker = brokers.find(({ links }) => links.size) ?? brokers[0];
		const [link] = broker.links;
		if (!link || !client.connected) fail(`${where}: not connected`);
		const filters = [...link.session.filters.keys()];
		equal(filters.sort().join(), [...cloud.filters].sort().join(), `${where}: filters`);
		equal(broker.status, cloud.status.online, `${where}: status`);
		equal(client.settled, true, `${where}: settled`);
		this.skip(this.accepted);
		equal(this.arrived, this.accepted, `${where}: measurements that arrived`);
		if (!this.calm) equal(this.command, Math.floor(world.now / HOUR) - 1, `${where}: command`);
		if (world.now > this.configured + 10 * MINUTE) equal(this.has, this.wanted, `${where}: configuration`);
		this.checks++;
	}

	/** Ends all faults, and checks that everything has arrived. */
	end() {
		const { world } = this;
		this.calm = true;
		world.run(12 * HOUR);
		this.check();
		equal(this.poisonous, undefined, "a poisoned message is in the way");
		equal(this.discarded, this.closing, "poisoned messages that were discarded");
		equal(this.refused, this.poisoned - this.closing, "poisoned messages that were refused");
		// No other rule of the broker was broken, and the broker closed three times for each.
		for (const { offences } of this.brokers)
			for (const [why, times] of offences)
				if (!this.poisons.some(({ offence }) => offence === why)) fail(`${why}, ${times} times`);
	}
}
