// A scripted broker (test/unattended) at a TLS port of this machine, in real time. A protocol violation ends the
// client's connections, and stop() throws it.
import { once } from "node:events";
import { createServer } from "node:net";
import { createServer as createSecureServer } from "node:tls";
import { serverNameIn } from "./client-hello.js";

export class Cloud {
	/**
	 * @param options.tls options of Node.js's TLS server.
	 * @param options.admits gets a client's TLS connection and the server name that it has sent; returns why the
	 * client is refused, or undefined.
	 * @param options.broker creates the broker for a world.
	 */
	static async start({ tls, admits, broker }) {
		const cloud = new Cloud();
		cloud.broker = broker(cloud);
		const secure = createSecureServer({ maxVersion: "TLSv1.2", ...tls }, (socket) => {
			cloud.#open(socket, admits(socket, cloud.#names.get(socket.remotePort)));
		});
		secure.on("tlsClientError", ({ message }) => cloud.refused.push(message));
		cloud.#server = createServer((socket) => {
			socket.on("error", () => {});
			socket.once("data", (hello) => {
				cloud.#names.set(socket.remotePort, serverNameIn(hello));
				socket.pause();
				socket.unshift(hello);
				secure.emit("connection", socket);
			});
		});
		cloud.#server.listen(0, "127.0.0.1");
		await once(cloud.#server, "listening");
		cloud.port = cloud.#server.address().port;
		return cloud;
	}

	port = 0;
	broker;
	/** Why clients were refused. */
	refused = [];
	/** ALPN protocols of the accepted clients. */
	protocols = [];
	#server;
	/** Server names by the client's port. */
	#names = new Map();
	#sockets = new Set();
	#timers = new Set();
	#failure;
	#state = 1;

	// Called by the broker

	get now() {
		return performance.now();
	}

	/** A whole number from 0 to `limit` - 1; the same sequence each time. */
	random(limit) {
		this.#state = (Math.imul(this.#state, 1_103_515_245) + 12_345) >>> 0;
		return (this.#state >>> 8) % limit;
	}

	after(milliseconds, action) {
		const timer = setTimeout(() => {
			this.#timers.delete(timer);
			this.#try(action);
		}, milliseconds);
		this.#timers.add(timer);
	}

	// Called by tests

	/** Drops all connections without DISCONNECT. */
	drop() {
		for (const socket of this.#sockets) socket.destroy();
	}

	async stop() {
		for (const timer of this.#timers) clearTimeout(timer);
		this.drop();
		const closed = once(this.#server, "close");
		this.#server.close();
		await closed;
		if (this.#failure) throw this.#failure;
		const [offence] = this.broker.offences.keys();
		if (offence) throw new Error(`against the broker's rules: ${offence}`);
	}

	#open(socket, reason) {
		socket.on("error", () => {});
		if (reason !== undefined) {
			this.refused.push(reason);
			socket.destroy();
			return;
		}
		this.protocols.push(socket.alpnProtocol);
		this.#sockets.add(socket);
		const { broker } = this;
		const link = {
			certificate: socket.getPeerCertificate(),
			send: (bytes) => {
				socket.write(bytes);
				return this.now;
			},
			close: () => socket.end(),
		};
		socket.on("data", (bytes) => this.#try(() => link.closed || broker.received(link, bytes)));
		socket.on("close", () => {
			this.#sockets.delete(socket);
			this.#try(() => broker.ended(link));
		});
		this.#try(() => broker.opened(link));
	}

	#try(action) {
		try {
			action();
		} catch (error) {
			this.#failure ??= error;
			this.drop();
		}
	}
}
