// aedes, a broker in JavaScript, in this process.
import { EventEmitter, once } from "node:events";
import { createServer } from "node:net";
import { Aedes } from "aedes";
import { Aedes as Aedes5 } from "aedes5";

export class AedesBroker extends EventEmitter {
	static title = "aedes";
	/** CONNACK's return code for a wrong password. */
	static refusal = 4;
	/** Whether it tells a client of 5.0 that another one has taken its place. */
	static saysTakenOver = true;

	/**
	 * @param options.users passwords by user name; anyone may connect if there are none.
	 * @param options.denied filters that nobody may subscribe to.
	 * @param options.limits of 5.0, what CONNACK tells: topicAliasMaximum, receiveMaximum, maximumPacketSize, keepAlive (seconds).
	 */
	static start(options) {
		return new AedesBroker().begin(Aedes, options);
	}

	port = 0;
	/** The broker itself. */
	aedes;
	#server;
	#sockets = new Set();

	async begin(Aedes, { users, denied = [], limits = {} } = {}) {
		this.aedes = await Aedes.createBroker({
			authenticate(_client, user, password, done) {
				if (!users || (user !== undefined && users[user] === password?.toString())) done(null, true);
				else done(Object.assign(new Error("bad user name or password"), { returnCode: 4 }));
			},
			authorizeSubscribe(_client, subscription, done) {
				done(null, denied.includes(subscription.topic) ? null : subscription);
			},
			authorizePublish: (_client, message, done) => {
				this.emit("taken", message);
				done(null);
			},
			keepaliveLimit: limits.keepAlive ?? 0,
			...limits,
		});
		this.aedes.on("ack", (message) => message && this.emit("delivered", message));
		await this.restart();
		return this;
	}

	/** Listens on the same port again. What it stores it stores in memory, so it is not made anew. */
	async restart() {
		this.#server = createServer((socket) => {
			this.#sockets.add(socket);
			socket.on("close", () => this.#sockets.delete(socket));
			this.aedes.handle(socket);
		});
		this.#server.listen(this.port, "127.0.0.1");
		await once(this.#server, "listening");
		this.port = this.#server.address().port;
	}

	/** Drops all connections without a word, and no longer listens. */
	async kill() {
		const closed = once(this.#server, "close");
		this.#server.close();
		for (const socket of this.#sockets) socket.destroy();
		await closed;
	}

	async stop() {
		await new Promise((resolve) => this.aedes.close(resolve));
		if (this.#server.listening) await this.kill();
	}

	/** Settles when the client `id` has sent a PINGREQ. */
	async pinged(id) {
		for (;;) {
			const [, client] = await once(this.aedes, "ping");
			if (client.id === id) return;
		}
	}

	/** Publishes a message. */
	publish(topic, payload, qos = 1) {
		return new Promise((resolve) => this.aedes.publish({ topic, payload: Buffer.from(payload), qos }, resolve));
	}
}

/** Of 5.0. */
export class Aedes5Broker extends AedesBroker {
	static title = "aedes 2";
	/** What it does, where brokers differ. */
	static shares = false;
	static obeysMaximumPacketSize = false;
	static saysNoMatch = false;
	static saysNoSubscription = true;
	static reckonsExpiry = true;
	/** Seconds after which a session of one second is gone. */
	static expiresSessionsIn = 1.5;

	static start(options) {
		return new Aedes5Broker().begin(Aedes5, options);
	}

	/** Disconnects a client. */
	disconnect(id, reasonCode, properties) {
		this.aedes.clients[id].disconnect({ reasonCode, properties });
	}
}
