// TCP ports of this machine.
import { once } from "node:events";
import { connect, createServer } from "node:net";

/** A free port. */
export async function freePort() {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address();
	server.close();
	await once(server, "close");
	return port;
}

/** Resolves once something listens on `port`. Gives up when `alive` returns false: a busy machine may take long to start it. */
export async function listening(port, alive) {
	while (alive()) {
		const socket = connect(port, "127.0.0.1");
		try {
			await once(socket, "connect");
			return;
		} catch {
			await new Promise((resolve) => setTimeout(resolve, 5));
		} finally {
			socket.destroy();
		}
	}
	throw new Error(`nothing listens on port ${port}`);
}
