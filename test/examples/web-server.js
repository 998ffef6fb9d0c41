// In place of nginx, as examples/websocket/README.md has it configured: hands on who asks for the path with the token, drops who is silent.
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";

export class WebServer {
	port = 0;
	/** Who is behind it, and what it asks for. */
	rules = { path: "", token: "", port: 0, silence: 60_000 };
	/** Status codes of what was refused. */
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
			// With a page for people, as nginx has.
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
