// aedes, a broker in JavaScript, running in this process.
import { EventEmitter, once } from "node:events";
import { createServer as createHTTPServer } from "node:http";
import { createServer } from "node:net";
import { Aedes } from "aedes";
import { Aedes as Aedes5 } from "aedes5";
import { createWebSocketStream, WebSocketServer } from "ws";

export class AedesBroker extends EventEmitter {
	static title = "aedes";
	/** CONNACK's return code for a wrong password. */
	static refusal = 4;
	/** Whether it tells a 5.0 client that another one has taken over its session. */
	static saysTakenOver = true;

	/**
	 * @param options.users passwords by user name; without it, anyone may connect.
	 * @param options.denied filters to which nobody may subscribe.
	 * @param options.limits limits in CONNACK of 5.0: topicAliasMaximum, receiveMaximum, maximumPacketSize, keepAlive
	 * (seconds).
	 * @param options.webSocket whether it also listens on `webSocketPort`, with the server of `ws`.
	 */
	static start(options) {
		return new AedesBroker().begin(Aedes, options);
	}

	port = 0;
	webSocketPort = 0;
	/** The broker itself. */
	aedes;
	#server;
	#sockets = new Set();
	#webSockets;
	#hasWebSockets = false;

	async begin(Aedes, { users, denied = [], limits = {}, webSocket = false } = {}) {
		this.#hasWebSockets = webSocket;
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

	/** Listens on the same port again. The broker object is reused, because it stores everything in memory. */
	async restart() {
		this.#server = createServer((socket) => this.aedes.handle(socket));
		this.#track(this.#server);
		this.#server.listen(this.port, "127.0.0.1");
		await once(this.#server, "listening");
		this.port = this.#server.address().port;
		if (this.#hasWebSockets) await this.#listenToWebSockets();
	}

	async #listenToWebSockets() {
		const handleProtocols = (offered) => offered.has("mqtt") && "mqtt";
		const server = createHTTPServer();
		this.#webSockets = server;
		this.#track(server);
		new WebSocketServer({ server, handleProtocols }).on("connection", (webSocket) => {
			const stream = createWebSocketStream(webSocket);
			stream.on("error", () => {});
			this.aedes.handle(stream);
		});
		server.listen(this.webSocketPort, "127.0.0.1");
		await once(server, "listening");
		this.webSocketPort = server.address().port;
	}

	#track(server) {
		server.on("connection", (socket) => {
			this.#sockets.add(socket);
			socket.on("close", () => this.#sockets.delete(socket));
		});
	}

	/** Drops all connections without DISCONNECT, and stops listening. */
	async kill() {
		const servers = [this.#server, this.#webSockets].filter(Boolean);
		const closed = servers.map((server) => once(server, "close"));
		for (const server of servers) server.close();
		for (const socket of this.#sockets) socket.destroy();
		await Promise.all(closed);
	}

	async stop() {
		await new Promise((resolve) => this.aedes.close(resolve));
		if (this.#server.listening) await this.kill();
	}

	/** Resolves when the client `id` has sent a PINGREQ. */
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

/** The broker for 5.0. */
export class Aedes5Broker extends AedesBroker {
	static title = "aedes 2";
	/** Features in which brokers differ. */
	static shares = false;
	static obeysMaximumPacketSize = false;
	static saysNoMatch = false;
	static saysNoSubscription = true;
	static reckonsExpiry = true;
	/** After this many seconds, a session with an expiry of one second is gone. */
	static expiresSessionsIn = 1.5;

	static start(options) {
		return new Aedes5Broker().begin(Aedes5, options);
	}

	/** Disconnects a client. */
	disconnect(id, reasonCode, properties) {
		this.aedes.clients[id].disconnect({ reasonCode, properties });
	}
}
