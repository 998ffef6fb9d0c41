// `node bench/native-tls/run.js`: measures a TLS client over mbedTLS and prints a Markdown table for
// docs/native-tls.md. Needs gcc, openssl and libmbedtls-dev.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const times = 21;
/** The room for data in each of mbedTLS's two record buffers in Debian's build. */
const content = 16384;

const folder = mkdtempSync(join(tmpdir(), "mote-native-tls-"));
const at = (name) => join(folder, name);

function build(name, source, ...libraries) {
	const paths = ["-Wl,--gc-sections", "-Wl,--wrap=calloc,--wrap=free", "-Wl,-Bstatic", ...libraries, "-Wl,-Bdynamic"];
	const { status, stderr } = spawnSync("gcc", ["-O2", "-Wall", "-o", at(name), source, ...paths, "-lpthread"]);
	if (status !== 0) throw new Error(`gcc: ${stderr}`);
}

function textSize(name) {
	return Number(
		execFileSync("size", [at(name)], { encoding: "utf8" })
			.split("\n")[1]
			.trim()
			.split(/\s+/)[0],
	);
}

/** The first missing tool or library. */
function missing() {
	if (spawnSync("gcc", ["--version"]).error) return "gcc is missing";
	if (spawnSync("openssl", ["version"]).error) return "openssl is missing";
	const header = spawnSync("gcc", ["-E", "-x", "c", "-"], { input: "#include <mbedtls/net_sockets.h>\n" });
	return header.status === 0 ? undefined : "libmbedtls-dev is missing: apt-get install libmbedtls-dev";
}

function certificates(kind, ...algorithm) {
	const openssl = (...words) => execFileSync("openssl", words, { stdio: ["ignore", "ignore", "pipe"] });
	const request = ["req", "-newkey", ...algorithm, "-nodes"];
	openssl(
		...request,
		"-x509",
		"-days",
		"2",
		"-subj",
		"/CN=authority",
		"-keyout",
		at("a.key"),
		"-out",
		at(`${kind}.ca`),
	);
	openssl(...request, "-subj", "/CN=localhost", "-keyout", at(`${kind}.key`), "-out", at("request"));
	writeFileSync(at("extensions"), "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n");
	const signed = ["-CA", at(`${kind}.ca`), "-CAkey", at("a.key"), "-days", "2", "-extfile", at("extensions")];
	openssl("x509", "-req", "-in", at("request"), ...signed, "-set_serial", "7", "-out", at(`${kind}.crt`));
}

/** Runs `work` with the port of a server. */
async function withServer(kind, work) {
	const options = ["-tls1_2", "-accept", "127.0.0.1:0", "-cert", at(`${kind}.crt`), "-key", at(`${kind}.key`)];
	const server = spawn("openssl", ["s_server", ...options], { stdio: ["pipe", "pipe", "ignore"] });
	try {
		let said = "";
		const port = await new Promise((resolve, reject) => {
			server.on("exit", () => reject(new Error(`openssl s_server ended: ${said}`)));
			server.stdout.on("data", (data) => {
				said += data;
				const found = /ACCEPT .*:(\d+)/.exec(said);
				if (found) resolve(found[1]);
			});
		});
		return await work(port);
	} finally {
		server.removeAllListeners("exit");
		server.on("error", () => {});
		server.kill();
	}
}

function handshakes(port, kind, fragment) {
	return new Promise((resolve) => {
		const program = spawn(at("handshake"), [port, at(`${kind}.ca`), String(fragment), String(times)]);
		let lines = "";
		let failure = "";
		program.stdout.on("data", (data) => (lines += data));
		program.stderr.on("data", (data) => (failure += data));
		program.on("close", () =>
			resolve({ lines: lines.split("\n").filter(Boolean).map(JSON.parse), failure: failure.trim() }),
		);
	});
}

function median(values) {
	return values.sort((a, b) => a - b)[values.length >> 1];
}

const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;

async function run() {
	build("handshake", fileURLToPath(new URL("handshake.c", import.meta.url)), "-lmbedtls", "-lmbedx509", "-lmbedcrypto");
	writeFileSync(at("empty.c"), "int main(void) { return 0; }\n");
	build("empty", at("empty.c"));
	certificates("P-256", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
	certificates("RSA-2048", "rsa:2048");
	console.log(
		"| certificate | fragment requested | handshake | time | C heap, peak | of it records | other, peak | open | other, open | largest record | bytes |",
	);
	console.log("|---|---|---|---|---|---|---|---|---|---|---|");
	const notes = [];
	for (const kind of ["P-256", "RSA-2048"]) {
		for (const fragment of [0, 4096, 512]) {
			const { lines, failure } = await withServer(kind, (port) => handshakes(port, kind, fragment));
			if (failure) console.log(`| ${kind} | ${fragment || "none"} | fails: ${failure} |${" |".repeat(8)}`);
			for (const handshake of ["full", "resumed"]) {
				const all = lines.filter((line) => line.kind === handshake);
				if (failure || all.length === 0) continue;
				const one = all[0];
				const time = median(all.map((line) => line.microseconds)) / 1000;
				console.log(
					`| ${[
						kind,
						fragment || "none",
						handshake,
						`${time.toFixed(2)} ms`,
						kilobytes(one.peak),
						kilobytes(one.records),
						kilobytes(one.peak - one.records),
						kilobytes(one.open),
						kilobytes(one.open - one.records),
						one.largestRecord,
						one.bytes,
					].join(" | ")} |`,
				);
			}
			const sizes = (name) => lines.filter((line) => line.kind === name).map((line) => line.bytes);
			// Without a certificate, a handshake must be much smaller than the smallest full one.
			if (!failure && Math.max(...sizes("resumed")) > Math.min(...sizes("full")) - 300)
				throw new Error(`${kind}: a session was not resumed`);
			if (fragment !== 0 || failure) continue;
			const [configuration] = lines;
			const full = lines.find((line) => line.kind === "full");
			const session = lines.find((line) => line.kind === "session");
			// The overhead of both buffers beside the room for data, which does not depend on that room.
			const added = full.records - 2 * content;
			const small = full.peak - full.records + 4096 + 4096 + added;
			const common = full.peak - full.records + content + 4096 + added;
			notes.push(
				`${kind}: mbedTLS ${configuration.release} (TLS 1.3: ${configuration.tls13 ? "there, not measured" : "not in it"}), ${full.version}, ${full.suite}; configuration and authority ${configuration.held} bytes on the heap and ` +
					`${configuration.structs} in structures; ${full.blocks} blocks at the peak; writing 64 bytes ${full.writing} bytes more; a saved session ${session.bytes} bytes. ` +
					`Calculated for smaller buffers, full handshake and then open: ${kilobytes(common)} and ${kilobytes(common - full.peak + full.open)} with 16 KB in and 4 KB out, ${kilobytes(small)} and ${kilobytes(small - full.peak + full.open)} with 4 KB each.`,
			);
		}
	}
	console.log(`\n${notes.join("\n\n")}`);
	console.log(
		`\nCode and constants of mbedTLS that are linked, as Debian configures it, on ${process.arch}: ${kilobytes(textSize("handshake") - textSize("empty"))}.`,
	);
}

try {
	const reason = missing();
	if (reason) {
		console.error(reason);
		process.exitCode = 1;
	} else await run();
} finally {
	rmSync(folder, { recursive: true });
}
