import { once } from "node:events";
import { createServer } from "node:net";
import { Client } from "mote-mqtt";
import { tcp } from "mote-mqtt/tcp";
import { equal } from "../../assert.js";
import { missing } from "../../require.js";
import { whyNoIPv6 } from "../simulator/ipv6.js";

const noIPv6 = await whyNoIPv6();

describe("A client in Node.js, over IPv6,", () => {
	if (noIPv6) return missing("IPv6", noIPv6);
	let server;
	let port;

	before(async () => {
		server = createServer((socket) => {
			socket.on("error", () => {});
			socket.once("data", () => socket.write(Uint8Array.of(0x20, 2, 0, 0)));
		}).listen(0, "::1");
		await once(server, "listening");
		port = server.address().port;
	});

	after(() => server.close());

	/** Returns the addresses that a client tried before it was connected. */
	async function tried(options) {
		const addresses = [];
		class Recorded extends tcp.socket.io {
			constructor(settings) {
				super(settings);
				addresses.push(settings.address);
			}
		}
		await new Promise((resolve, reject) => {
			const client = new Client({
				...tcp,
				socket: { io: Recorded },
				...options,
				onConnect: () => client.disconnect(),
				onDisconnect: ({ text }) => (text === "disconnected" ? resolve() : reject(new Error(text))),
			});
		});
		return addresses.join();
	}

	it("finds its server by address, in brackets or not", async () => {
		equal(await tried({ host: "::1", port }), "::1");
		equal(await tried({ host: `[::1]:${port}` }), "::1");
	});

	it("finds its server by a name whose IPv4 address, which is tried first, does not answer", async () => {
		const dns = {
			io: class {
				resolve({ host, onResolved }) {
					// As Node.js's resolver does.
					setImmediate(onResolved, host, "127.0.0.1", ["127.0.0.1", "::1"]);
				}
			},
		};
		equal(await tried({ host: "broker.local", port, dns }), "127.0.0.1,::1");
	});
});
