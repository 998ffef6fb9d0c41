// Runs the code blocks of the documents unchanged, except for the broker's name, in Node.js against a broker.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createWebServer } from "node:http";
import { createServer } from "node:net";
import { createServer as createSecureServer } from "node:tls";
import { fileURLToPath } from "node:url";
import { Aedes } from "aedes5";
import { Reason, Refusal } from "mote-mqtt";
import { Reason as Reason5, Refusal as Refusal5 } from "mote-mqtt/mqtt5";
import { createWebSocketStream, WebSocketServer } from "ws";
import { steps } from "./first-hour/steps.js";
import { Authority, hasOpenSSL } from "./hosts/tls/authority.js";
import { missing } from "./require.js";

const root = new URL("../", import.meta.url);
const DOCUMENTS = new URL("docs/", root);
const GUIDES = new URL("guides/", DOCUMENTS);

/** Definitions that blocks may use because the text before them has introduced them. */
const setting = (path) => `
import * as mote from "mote-mqtt${path === "mqtt5.md" ? "/mqtt5" : ""}";
import { tcp } from "mote-mqtt/tcp";
import { websocket } from "mote-mqtt/websocket";
Object.assign(globalThis, mote, { tcp, trace: (text) => process.stdout.write(text) });
${path === "websocket.md" ? 'Object.assign(globalThis, { websocket, sign: () => "signature", token: () => "secret" });' : ""}
globalThis.client = new mote.Client({ ...tcp, host: "broker.local", id: "setting" });
globalThis.temperature = client.topic("sensors/17/temperature", { QoS: 1 });
`;

/** The blocks of a document in JavaScript; those that it has its reader write into files are run by npm run test:first-hour. */
function blocks(path) {
	const text = readFileSync(path, "utf8");
	const files = steps(text).map((step) => step.kind === "write" && step.text);
	const all = [...text.matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code);
	return all.filter((code) => code.includes("broker.local") || !files.includes(code));
}

/** What a device has as \`Resource\`: a file, here one beside the blocks. */
const RESOURCE = `
import { readFileSync } from "node:fs";
export default class {
	constructor(name) {
		const bytes = readFileSync(new URL("../../" + name, import.meta.url));
		return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
	}
}
`;

/** Listens for MQTT over TCP and in a WebSocket at one port: the first byte tells which it is. */
function listen({ handle }) {
	const web = createWebServer();
	const sockets = new WebSocketServer({ server: web });
	sockets.on("connection", (socket) => handle(createWebSocketStream(socket)));
	return createServer((socket) => {
		socket.on("error", () => {});
		socket.once("data", (bytes) => {
			socket.pause();
			socket.unshift(bytes);
			if (bytes[0] === 0x47) web.emit("connection", socket);
			else handle(socket);
			socket.resume();
		});
	}).listen(0, "127.0.0.1");
}

describe("The documents' code", () => {
	let authority;
	let certificate;
	let broker;
	let server;
	let secure;
	let port;
	let securePort;

	before(() => {
		if (!hasOpenSSL()) return;
		authority = new Authority();
		authority.root("authority");
		authority.issue("broker", "authority");
		const pem = (kind) => readFileSync(authority.at("broker", kind));
		certificate = { key: pem("key"), cert: pem("pem") };
	});
	after(() => authority?.remove());

	beforeEach(async () => {
		broker = await Aedes.createBroker();
		server = listen(broker);
		secure = createSecureServer(certificate ?? {}, broker.handle).listen(0, "127.0.0.1");
		await Promise.all([once(server, "listening"), once(secure, "listening")]);
		port = server.address().port;
		securePort = secure.address().port;
	});

	afterEach(async () => {
		await new Promise((closed) => broker.close(closed));
		server.close();
		secure.close();
	});

	it("name every Reason and every Refusal in the guide to troubleshooting", () => {
		const text = readFileSync(new URL("troubleshooting.md", GUIDES), "utf8");
		for (const name of [Reason, Refusal, Reason5, Refusal5].flatMap(Object.keys))
			assert.ok(text.includes(`\`${name}\``), name);
	});

	for (const path of [
		...readdirSync(GUIDES).map((name) => `guides/${name}`),
		"deep-sleep.md",
		"mqtt5.md",
		"tls.md",
		"unattended.md",
		"websocket.md",
		"../README.md",
	]) {
		if (path === "tls.md" && !hasOpenSSL()) {
			missing("openssl", "it makes the broker's certificate");
			continue;
		}
		const code = blocks(new URL(path, DOCUMENTS));
		if (code.length)
			it(`runs unchanged: ${path}`, async () => {
				// Inside the package, so that the code can import the package by its name.
				const folder = mkdtempSync(fileURLToPath(new URL("build/guide-", root)));
				const files = [setting(path), ...code].map((text, i) => [
					`${i}.mjs`,
					text
						.replaceAll("broker.local", `127.0.0.1:${port}`)
						.replaceAll('"broker.example"', `"127.0.0.1:${securePort}"`),
				]);
				for (const [file, text] of files) writeFileSync(`${folder}/${file}`, text);
				mkdirSync(`${folder}/node_modules/Resource`, { recursive: true });
				writeFileSync(`${folder}/node_modules/Resource/index.mjs`, RESOURCE);
				writeFileSync(`${folder}/node_modules/Resource/package.json`, '{ "exports": "./index.mjs" }');
				if (authority) writeFileSync(`${folder}/authority.der`, authority.der("authority"));
				const all = files.map(([file]) => `await import("./${file}");\n`).join("");
				writeFileSync(`${folder}/all.mjs`, `${all}console.log("all ran");\n`);
				// Every client in the code must connect.
				const text = files.map(([, text]) => text).join("");
				const expected = new Set([...text.matchAll(/\b(?:id|clientId): "([^"]+)"/g)].map(([, id]) => id));
				const connected = new Promise((resolve) =>
					broker.on("clientReady", ({ id }) => expected.delete(id) && !expected.size && resolve()),
				);
				const child = spawn(process.execPath, [`${folder}/all.mjs`], {
					cwd: folder,
					stdio: ["ignore", "pipe", "pipe"],
				});
				try {
					let output = "";
					child.stdout.on("data", (text) => (output += text));
					child.stderr.on("data", (text) => (output += text));
					const ended = once(child, "exit");
					await Promise.race([connected, ended]);
					assert.ok(!child.exitCode, output); // An app that sleeps exits with 0.
					while (!output.includes("all ran"))
						await Promise.race([once(child.stdout, "data"), ended.then(() => assert.fail(output))]);
				} finally {
					child.kill("SIGKILL");
					rmSync(folder, { recursive: true });
				}
			});
	}
});
