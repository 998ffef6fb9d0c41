// Servers for a TLS socket, which live as long as a test.
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { createServer as createSecureServer } from "node:tls";

const open = new Set();

async function listen(server) {
	open.add(server);
	server.sockets = new Set();
	server.on("connection", (socket) => {
		server.sockets.add(socket);
		socket.on("error", () => {});
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	server.port = server.address().port;
	return server;
}

/** Closes all servers. */
export async function endServers() {
	for (const server of open) {
		for (const socket of server.sockets) socket.destroy();
		if (server.listening) await new Promise((resolve) => server.close(resolve));
	}
	open.clear();
}

/** A server over TCP only. */
export function plainServer(onConnection) {
	return listen(createServer({ allowHalfOpen: true }, onConnection));
}

/** A server with TLS 1.2 by default. `server.received` has all bytes of each connection that was ready, in order. */
export async function secureServer(cert, key, options, onConnection) {
	const server = createSecureServer({
		cert,
		key,
		maxVersion: "TLSv1.2",
		allowHalfOpen: true,
		...options,
	});
	server.received = [];
	server.on("tlsClientError", () => {});
	/** Resolves to the first `count` connections as soon as they are ready. */
	server.connections = async (count) => {
		while (server.received.length < count) await once(server, "secureConnection");
		return server.received.slice(0, count);
	};
	server.on("secureConnection", (socket) => {
		const received = {
			bytes: Buffer.alloc(0),
			socket,
			name: socket.servername,
			protocol: socket.getProtocol(),
			alpn: socket.alpnProtocol,
			client: socket.getPeerCertificate()?.subject?.CN,
			resumed: socket.isSessionReused(),
		};
		server.received.push(received);
		socket.on("error", () => {});
		socket.on("data", (data) => {
			received.bytes = Buffer.concat([received.bytes, data]);
		});
		if (onConnection) onConnection(socket);
		else socket.on("end", () => socket.end());
	});
	return listen(server);
}

/**
 * A relay between a client and the server on `port`. `relay.types` and `relay.sizes` are those of the client's
 * records, in order. `change(record)` may replace each record of the server.
 */
export async function relay(port, change = (record) => record) {
	const server = await plainServer((client) => {
		const upstream = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
		server.sockets.add(upstream);
		upstream.on("error", () => client.destroy());
		client.on("close", () => upstream.destroy());
		const fromClient = records((record) => {
			server.types.push(record[0]);
			server.sizes.push(record.length);
			upstream.write(record);
		});
		const fromServer = records((record) => client.write(change(record)));
		client.on("data", fromClient).on("end", () => upstream.end());
		upstream.on("data", fromServer).on("end", () => client.end());
	});
	server.types = [];
	server.sizes = [];
	return server;
}

/** Divides a stream into records (RFC 5246, section 6.2.1). */
export function records(onRecord) {
	let bytes = Buffer.alloc(0);
	return (data) => {
		bytes = Buffer.concat([bytes, data]);
		while (bytes.length >= 5 && bytes.length >= 5 + bytes.readUInt16BE(3)) {
			const end = 5 + bytes.readUInt16BE(3);
			onRecord(Buffer.from(bytes.subarray(0, end)));
			bytes = bytes.subarray(end);
		}
	};
}
