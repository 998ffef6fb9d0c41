// mosquitto, a broker in C, as a process of its own.
import { spawn, spawnSync } from "node:child_process";
import { pbkdf2Sync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { freePort, listening } from "./port.js";

// It is installed where servers are, which is not on everyone's path.
const env = { ...process.env, PATH: [process.env.PATH, "/usr/sbin", "/usr/local/sbin"].join(delimiter) };

/** Those that run: they end with this process at the latest. */
const running = new Set();
process.on("exit", () => {
	for (const child of running) child.kill("SIGKILL");
});

/** Starts a process, whose standard error is piped. */
export function spawnMosquitto(configuration, cwd = ".") {
	const child = spawn("mosquitto", ["-c", configuration], { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
	running.add(child);
	child.on("exit", () => running.delete(child));
	return child;
}

/** The plug-in that can refuse a subscription, which an ACL file cannot. It comes with mosquitto. */
function dynamicSecurity() {
	const name = "mosquitto_dynamic_security.so";
	const folders = ["/usr/local/lib", "/usr/lib"].filter(existsSync);
	const paths = folders.flatMap((folder) => [folder, ...readdirSync(folder).map((inner) => join(folder, inner))]);
	return paths.map((path) => join(path, name)).find(existsSync);
}

/** What it calls them. */
const LIMITS = {
	topicAliasMaximum: "max_topic_alias",
	receiveMaximum: "max_inflight_messages",
	maximumPacketSize: "max_packet_size",
	keepAlive: "max_keepalive",
};

export class MosquittoBroker {
	static title = "mosquitto";
	/** Whether it tells a client of 5.0 that another one has taken its place. */
	static saysTakenOver = false;
	/** What it does, where brokers differ. */
	static shares = true;
	static obeysMaximumPacketSize = true;
	static saysNoMatch = true;
	static saysNoSubscription = true;
	static reckonsExpiry = true;
	/** Seconds after which a session of one second is gone. */
	static expiresSessionsIn = 3;
	/** CONNACK's return code for a wrong password. */
	static refusal = 5;

	/** Why there is none on this machine; undefined if there is. */
	static missing() {
		const { error } = spawnSync("mosquitto", ["-h"], { env });
		if (error) return `it cannot be run (${error.code})`;
		if (!dynamicSecurity()) return "its dynamic security plug-in is not installed";
	}

	/**
	 * @param options.users passwords by user name; anyone may connect if there are none.
	 * @param options.denied filters that nobody may subscribe to.
	 * @param options.secure PEM files for a second listener, with TLS: `{ certificate, key, authority }`; with `authority`, clients
	 * must have a certificate that comes from it.
	 * @param options.webSocket whether it has a listener for WebSockets, too, and with `secure` one with TLS beneath.
	 * @param options.limits of 5.0, what CONNACK tells: topicAliasMaximum, receiveMaximum, maximumPacketSize, keepAlive (seconds).
	 * @param options.port where it listens; one that is free unless given.
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
			// Saved whenever something has changed.
			"autosave_on_changes true",
			"autosave_interval 1",
			"max_queued_messages 0",
			"log_dest stderr",
			"log_type all",
		];
		for (const [name, value] of Object.entries(limits)) configuration.push(`${LIMITS[name]} ${value}`);
		// It does not open its files as root otherwise.
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

	/** Starts on the same port, with the sessions and messages that were saved. */
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
	 * Ends without a word to its clients. It is asked to, by SIGTERM: it acknowledges a message before it saves it, however often
	 * that is, so SIGKILL may lose what it has acknowledged, and then the loss is not the client's.
	 */
	async kill(signal = "SIGTERM") {
		const child = this.#process;
		if (child === undefined) return;
		this.#process = undefined;
		const exit = once(child, "exit");
		child.kill(signal);
		await exit;
	}

	/** It does nothing any more, and its sockets stay open. */
	freeze() {
		this.#process.kill("SIGSTOP");
	}

	/** It goes on. */
	thaw() {
		this.#process.kill("SIGCONT");
	}

	async stop() {
		await this.kill("SIGKILL");
		rmSync(this.#folder, { recursive: true, force: true });
	}

	/** Settles when the client `id` has sent a PINGREQ. */
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

/** As mosquitto_passwd writes them. */
function passwords(users) {
	const lines = Object.entries(users).map(([name, password]) => {
		const { salt, hash: digest } = hash(password);
		return `${name}:$7$101$${salt}$${digest}\n`;
	});
	return lines.join("");
}

/** As the dynamic security plug-in has it. */
function security(denied) {
	const rule = (topic, allow, priority) => ({ acltype: "subscribePattern", topic, allow, priority });
	return JSON.stringify({
		roles: [{ rolename: "all", acls: [rule("#", true, 0), ...denied.map((filter) => rule(filter, false, 1))] }],
		groups: [{ groupname: "anyone", roles: [{ rolename: "all" }] }],
		anonymousGroup: "anyone",
		defaultACLAccess: { publishClientSend: true, publishClientReceive: true, subscribe: true, unsubscribe: true },
	});
}
