// Stands in for nginx as configured in examples/websocket/README.md: forwards requests with the right path and token,
// and drops silent connections.
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";

export class WebServer {
	port = 0;
	/** The configuration: path, token, port of the broker, allowed silence. */
	rules = { path: "", token: "", port: 0, silence: 60_000 };
	/** Status codes of refused requests. */
	refused = [];
	#server;
	#sockets = new Set();

	static async start(rules) {
		const server = new WebServer();
		Object.assign(server.rules, rules);
		server.#server = createServer((_request, response) => response.writeHead(404).end());
		server.#server.on("connection", (socket) => server.#track(socket));
		server.#server.on("upgrade", (request, socket, head) => server.#upgrade(request, socket, head));
		server.#server.listen(0, "127.0.0.1");
		await once(server.#server, "listening");
		server.port = server.#server.address().port;
		return server;
	}

	#track(socket) {
		this.#sockets.add(socket);
		socket.on("error", () => {});
		socket.on("close", () => this.#sockets.delete(socket));
	}

	#upgrade(request, socket, head) {
		const { path, token, port, silence } = this.rules;
		const refuse = (status) => {
			this.refused.push(status);
			// With an HTML body, as nginx sends.
			socket.end(
				`HTTP/1.1 ${status} \r\nServer: nginx\r\nContent-Type: text/html\r\n\r\n<html>${"-".repeat(500)}</html>`,
			);
		};
		if (request.url !== path) return refuse(404);
		if (request.headers.authorization !== `Bearer ${token}`) return refuse(401);
		const behind = connect({ port, host: "127.0.0.1" });
		this.#track(behind);
		behind.once("error", () => refuse(502));
		behind.once("connect", () => {
			const { rawHeaders } = request;
			const lines = [`GET ${path} HTTP/1.1`];
			for (let i = 0; i < rawHeaders.length; i += 2) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
			behind.write(`${lines.join("\r\n")}\r\n\r\n`);
			behind.write(head);
			behind.pipe(socket).pipe(behind);
			behind.setTimeout(silence, () => socket.destroy());
			behind.on("close", () => socket.destroy());
			socket.on("close", () => behind.destroy());
		});
	}

	async stop() {
		const closed = once(this.#server, "close");
		this.#server.close();
		for (const socket of this.#sockets) socket.destroy();
		await closed;
	}
}
