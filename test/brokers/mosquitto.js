// mosquitto, a broker in C, as a process.
import { spawn, spawnSync } from "node:child_process";
import { pbkdf2Sync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { freePort, listening } from "./port.js";

// It is installed in a folder for servers that may not be in PATH.
const env = { ...process.env, PATH: [process.env.PATH, "/usr/sbin", "/usr/local/sbin"].join(delimiter) };

/** Running processes. They are ended when this process exits. */
const running = new Set();
process.on("exit", () => {
	for (const child of running) child.kill("SIGKILL");
});

/** Starts mosquitto with a pipe for its standard error. */
export function spawnMosquitto(configuration, cwd = ".") {
	const child = spawn("mosquitto", ["-c", configuration], { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
	running.add(child);
	child.on("exit", () => running.delete(child));
	return child;
}

/** The plug-in that comes with mosquitto and can refuse a subscription, which an ACL file cannot. */
function dynamicSecurity() {
	const name = "mosquitto_dynamic_security.so";
	const folders = ["/usr/local/lib", "/usr/lib"].filter(existsSync);
	const paths = folders.flatMap((folder) => [folder, ...readdirSync(folder).map((inner) => join(folder, inner))]);
	return paths.map((path) => join(path, name)).find(existsSync);
}

/** mosquitto's names of the limits. */
const LIMITS = {
	topicAliasMaximum: "max_topic_alias",
	receiveMaximum: "max_inflight_messages",
	maximumPacketSize: "max_packet_size",
	keepAlive: "max_keepalive",
};

export class MosquittoBroker {
	static title = "mosquitto";
	/** Whether it tells a 5.0 client that another one has taken over its session. */
	static saysTakenOver = false;
	/** Features in which brokers differ. */
	static shares = true;
	static obeysMaximumPacketSize = true;
	static saysNoMatch = true;
	static saysNoSubscription = true;
	static reckonsExpiry = true;
	/** After this many seconds, a session with an expiry of one second is gone. */
	static expiresSessionsIn = 3;
	/** CONNACK's return code for a wrong password. */
	static refusal = 5;

	/** Why mosquitto cannot be used on this machine; undefined if it can. */
	static missing() {
		const { error } = spawnSync("mosquitto", ["-h"], { env });
		if (error) return `it cannot be run (${error.code})`;
		if (!dynamicSecurity()) return "its dynamic security plug-in is not installed";
	}

	/**
	 * @param options.users passwords by user name; without it, anyone may connect.
	 * @param options.denied filters to which nobody may subscribe.
	 * @param options.secure PEM files for a second listener with TLS: `{ certificate, key, authority }`. With
	 * `authority`, clients must have a certificate signed by it.
	 * @param options.webSocket whether it also has a listener for WebSockets, and with `secure` one over TLS.
	 * @param options.limits limits in CONNACK of 5.0: topicAliasMaximum, receiveMaximum, maximumPacketSize, keepAlive
	 * (seconds).
	 * @param options.port where it listens; default a free port.
	 */
	static async start({ users, denied, secure, webSocket, limits = {}, port } = {}) {
		const broker = new MosquittoBroker();
		broker.port = port ?? (await freePort());
		broker.#folder = mkdtempSync(join(tmpdir(), "mote-mosquitto-"));
		const configuration = [
			"set_tcp_nodelay true",
			`listener ${broker.port} 127.0.0.1`,
			`allow_anonymous ${users === undefined}`,
			"persistence true",
			`persistence_location ${broker.#folder}/`,
			// Saves after each change.
			"autosave_on_changes true",
			"autosave_interval 1",
			"max_queued_messages 0",
			"log_dest stderr",
			"log_type all",
		];
		for (const [name, value] of Object.entries(limits)) configuration.push(`${LIMITS[name]} ${value}`);
		// Otherwise mosquitto, when started as root, changes to another user who cannot open its files.
		if (process.getuid?.() === 0) configuration.push("user root");
		if (users) configuration.push(`password_file ${broker.#write("passwords", passwords(users))}`);
		if (denied) {
			configuration.push(`plugin ${dynamicSecurity()}`);
			configuration.push(`plugin_opt_config_file ${broker.#write("security.json", security(denied))}`);
		}
		if (secure) {
			broker.securePort = await freePort();
			configuration.push(`listener ${broker.securePort} 127.0.0.1`);
			configuration.push(`certfile ${secure.certificate}`, `keyfile ${secure.key}`);
			if (secure.authority) configuration.push(`cafile ${secure.authority}`, "require_certificate true");
		}
		if (webSocket) {
			broker.webSocketPort = await freePort();
			configuration.push(`listener ${broker.webSocketPort} 127.0.0.1`, "protocol websockets");
		}
		if (webSocket && secure) {
			broker.secureWebSocketPort = await freePort();
			configuration.push(`listener ${broker.secureWebSocketPort} 127.0.0.1`, "protocol websockets");
			configuration.push(`certfile ${secure.certificate}`, `keyfile ${secure.key}`);
		}
		broker.#configuration = broker.#write("mosquitto.conf", `${configuration.join("\n")}\n`);
		await broker.restart();
		return broker;
	}

	port = 0;
	securePort = 0;
	webSocketPort = 0;
	secureWebSocketPort = 0;
	#folder;
	#configuration;
	#process;
	#log;

	#write(name, text) {
		const path = join(this.#folder, name);
		writeFileSync(path, text, { mode: 0o600 });
		return path;
	}

	/** Restarts on the same port with the saved sessions and messages. */
	async restart() {
		const child = spawnMosquitto(this.#configuration);
		this.#process = child;
		this.#log = createInterface(child.stderr);
		const lines = [];
		this.#log.on("line", (line) => {
			if (lines.push(line) > 20) lines.shift();
		});
		try {
			for (const port of [this.port, this.securePort, this.webSocketPort, this.secureWebSocketPort])
				if (port) await listening(port, () => child.exitCode === null);
		} catch (error) {
			throw new Error(`${error.message}: ${lines.join("\n")}`);
		}
	}

	/**
	 * Ends without DISCONNECT. By default with SIGTERM: mosquitto acknowledges a message before it saves it, so
	 * SIGKILL may lose acknowledged messages, which would not be the client's fault.
	 */
	async kill(signal = "SIGTERM") {
		const child = this.#process;
		if (child === undefined) return;
		this.#process = undefined;
		const exit = once(child, "exit");
		child.kill(signal);
		await exit;
	}

	/** Stops the process. Its sockets stay open. */
	freeze() {
		this.#process.kill("SIGSTOP");
	}

	/** Continues the process. */
	thaw() {
		this.#process.kill("SIGCONT");
	}

	async stop() {
		await this.kill("SIGKILL");
		rmSync(this.#folder, { recursive: true, force: true });
	}

	/** Resolves when the client `id` has sent a PINGREQ. */
	async pinged(id) {
		for (;;) {
			const [line] = await once(this.#log, "line");
			if (line.endsWith(`Received PINGREQ from ${id}`)) return;
		}
	}
}

function hash(password) {
	const salt = randomBytes(12);
	return { salt: salt.toString("base64"), hash: pbkdf2Sync(password, salt, 101, 64, "sha512").toString("base64") };
}

/** Password entries as mosquitto_passwd writes them. */
function passwords(users) {
	const lines = Object.entries(users).map(([name, password]) => {
		const { salt, hash: digest } = hash(password);
		return `${name}:$7$101$${salt}$${digest}\n`;
	});
	return lines.join("");
}

/** A configuration of the dynamic security plug-in. */
function security(denied) {
	const rule = (topic, allow, priority) => ({ acltype: "subscribePattern", topic, allow, priority });
	return JSON.stringify({
		roles: [{ rolename: "all", acls: [rule("#", true, 0), ...denied.map((filter) => rule(filter, false, 1))] }],
		groups: [{ groupname: "anyone", roles: [{ rolename: "all" }] }],
		anonymousGroup: "anyone",
		defaultACLAccess: { publishClientSend: true, publishClientReceive: true, subscribe: true, unsubscribe: true },
	});
}
