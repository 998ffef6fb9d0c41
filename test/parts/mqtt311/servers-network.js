// The random network with three servers, which have sessions of their own or share them. A session continues only
// where it is.
import { Servers } from "mote-mqtt/servers";
import { equal, fail } from "../../assert.js";
import { toHex } from "../../bytes.js";
import { Network } from "../../mqtt311/network.js";

/** Clean Session, in the flags of CONNECT. */
const CLEAN = 2;
/** The offset of the flags, after a length of one byte. */
const FLAGS = 9;

/** One client with its app, its network and three servers. */
export class ServersNetwork extends Network {
	/** For each server: whether it has a session, and how many messages had arrived when that began. */
	sessions = [false, false, false];
	sinces = [0, 0, 0];
	/** The server of the current connection; and that of the client's session. */
	at = 0;
	owner = 0;
	/** How often the server changed, and how often the session was resumed. */
	moves = 0;
	resumed = 0;

	constructor(seed) {
		super(seed);
		const { options } = this;
		this.shared = this.random(3) === 0;
		this.options.dns = undefined;
		options.host = ["a", "b:2", "c:3"];
		options.servers = new Servers({ sharedSession: this.shared });
	}

	makeTopics(client) {
		super.makeTopics(client);
		const { cleaned } = client;
		// The app is not told of this connection to another server. The session is there from now on.
		const value = () => {
			this.owner = this.at;
			this.moves++;
			cleaned.call(client);
		};
		Object.defineProperty(client, "cleaned", { value });
	}

	meet() {
		const { socket } = this.host;
		// Before the socket discards its options.
		if (socket?.options && !socket.closed) this.at = socket.options.port === 1883 ? 0 : socket.options.port - 1;
		super.meet();
	}

	packet(packet) {
		if (packet[0] === 0x10) {
			const clean = (packet[FLAGS] & CLEAN) > 0;
			const expected = !this.kept || (!this.shared && this.at !== this.owner);
			if (clean !== expected) fail(`server ${this.at}, the session with ${this.owner}: ${toHex(packet)}`);
			if (clean) this.sessions[this.at] = false;
			this.clean = clean;
		}
		super.packet(packet);
	}

	connect() {
		const { at } = this;
		this.session = this.sessions[at];
		this.since = this.sinces[at];
		super.connect();
		for (let i = 0; i < this.sessions.length; i++)
			if (i === at || this.shared) {
				// A clean session ends with its connection.
				this.sessions[i] = this.session && !this.clean;
				this.sinces[i] = this.since;
			}
	}

	connected(present) {
		if (this.at !== this.owner) this.moves++;
		else if (present) this.resumed++;
		this.owner = this.at;
		super.connected(present);
	}
}

/**
 * Runs a network for each seed from `first` to `last`, to its end. @param deepest how deep callbacks nest that call
 * the client.
 */
export async function runServersNetworks(first, last, deepest) {
	const sum = { moves: 0, resumed: 0, arrived: 0 };
	for (let seed = first; seed <= last; seed++) {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const network = new ServersNetwork(seed);
		try {
			run(network, deepest);
		} catch (error) {
			error.message = `seed ${seed}: ${error.message}`;
			throw error;
		}
		for (const name in sum) sum[name] += network[name];
	}
	// Neither too bad nor too good to be significant.
	const count = last - first + 1;
	equal(sum.moves > count * 3, true, `${sum.moves} moves`);
	equal(sum.resumed > count, true, `${sum.resumed} resumed`);
	equal(sum.arrived > count * 50, true, `${sum.arrived} arrived`);
}

function run(network, deepest) {
	network.deepest = deepest;
	network.start();
	for (let i = 0; i < 1_500; i++) network.step();
	network.end();
}
