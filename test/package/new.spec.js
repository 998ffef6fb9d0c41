// `mote new` as it is typed: each kind of app is written, type-checks, and runs on the simulated device with `mote
// broker`.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dependency } from "../../build/hosts/command/new.js";
import { appFiles } from "../../build/hosts/command/templates.js";
import { compiled, folder } from "../hosts/simulator/app.js";
import { hasOpenSSL } from "../hosts/tls/authority.js";
import { whyNot } from "../hosts/tls/machines.js";
import { missing } from "../require.js";
import { compilers, root, run } from "./compilers.js";

const mote = join(root, "dist/command/mote.js");

/** Starts a command and resolves to { output(), end() } once its output contains `text`, or when it ends. */
async function until(words, cwd, text) {
	const child = spawn(process.execPath, [mote, ...words], { cwd, stdio: ["ignore", "pipe", "pipe"] });
	let output = "";
	const ended = new Promise((resolve) => child.on("close", resolve));
	await Promise.race([
		ended,
		new Promise((resolve) => {
			for (const stream of [child.stdout, child.stderr])
				stream.setEncoding("utf8").on("data", (piece) => {
					output += piece;
					if (output.includes(text)) resolve();
				});
		}),
	]);
	return {
		output: () => output,
		end: () => {
			child.kill();
			return ended;
		},
	};
}

/** Links what `npm install` would install for the app: this package and the development dependencies. */
function install(path) {
	const modules = join(path, "node_modules");
	mkdirSync(modules);
	symlinkSync(root, join(modules, "mote-mqtt"));
	for (const name of ["@agoric", "aedes", "typescript"])
		symlinkSync(join(root, "node_modules", name), join(modules, name));
}

const insecure = hasOpenSSL() ? await whyNot(64) : "there is no openssl";

describe("mote new", function () {
	before(compiled);
	this.timeout(0);

	for (const options of [[], ["--typescript"], ["--tls"], ["--typescript", "--tls"]]) {
		const title = `makes an app that runs at once: mote new my-sensor ${options.join(" ")}`.trim();
		if (options.includes("--tls") && insecure) {
			missing("tls", insecure);
			continue;
		}
		it(title, async () => {
			const place = folder({});
			const { code, output } = await run(mote, ["new", "my-sensor", ...options], place);
			assert.equal(code, 0, output);
			const app = join(place, "my-sensor");
			const files = [
				options.includes("--typescript") ? "main.ts" : "main.js",
				"manifest.json",
				"package.json",
				"README.md",
				".gitignore",
			];
			if (options.includes("--typescript")) files.push("tsconfig.json");
			if (options.includes("--tls")) files.push("certificates");
			assert.deepEqual(readdirSync(app).sort(), files.sort());
			// The printed next steps must be those that work, and the app's README must have the same.
			for (const line of ["cd my-sensor", "npm install", "npx mote broker", "npx mote simulate", "mcconfig -m -p lin"])
				assert.ok(output.includes(line), line);
			assert.match(readFileSync(join(app, "README.md"), "utf8"), /npx mote broker.*\n {4}npx mote simulate\n/);

			install(app);
			if (options.includes("--typescript"))
				assert.deepEqual(await run(compilers.typescript, [], app), { code: 0, output: "" });
			const secure = options.includes("--tls") ? ["--tls", "certificates"] : [];
			const broker = await until(["broker", "--port", "0", ...secure], app, "\n");
			try {
				const port = broker.output().match(/^broker at 127\.0\.0\.1:(\d+)/)?.[1];
				assert.ok(port, broker.output());
				const words = ["simulate", `port=${port}`, "interval=100"];
				const device = await until(words, app, "published and acknowledged: ");
				await device.end();
				assert.match(device.output(), /connected to 127\.0\.0\.1:\d+\npublished and acknowledged: \d/);
				assert.match(broker.output(), /sensors\/my-sensor\/status online \(QoS 1, retained\)\n/);
				assert.match(broker.output(), /sensors\/my-sensor\/reading \{"celsius":20\} \(QoS 1\)\n/);
			} finally {
				await broker.end();
			}
		});
	}

	it("does not overwrite existing files", async () => {
		const { code, output } = await run(mote, ["new", "taken"], folder({ "taken/a": "" }));
		assert.deepEqual({ code, output }, { code: 1, output: "mote: taken exists already\n" });
	});

	it("writes a dependency on the very package that it belongs to, wherever that was installed from", () => {
		const specifications = {
			"file:../packed/mote-mqtt-0.1.0.tgz": (place) => `file:${join(place, "../packed/mote-mqtt-0.1.0.tgz")}`,
			"git+https://example.com/mote.git": () => "git+https://example.com/mote.git",
			"^1.0.0": () => "^1.0.0",
		};
		for (const [specification, expected] of Object.entries(specifications)) {
			const place = folder({
				"package.json": { dependencies: { "mote-mqtt": specification } },
				"node_modules/mote-mqtt/package.json": {},
			});
			assert.equal(dependency(join(place, "node_modules/mote-mqtt")), expected(place));
		}
		const checkout = folder({});
		assert.equal(dependency(checkout), `file:${checkout}`);
	});

	it("lets npm fetch the package from git if it was installed from there, and run no scripts afterwards", () => {
		const files = (mote) => appFiles({ name: "a", typescript: false, tls: false, mote });
		for (const mote of ["git+https://example.com/mote.git", "git+ssh://git@example.com/mote.git#v1", "github:a/mote"]) {
			const { "package.json": packageJSON, ".npmrc": settings } = files(mote);
			assert.deepEqual(JSON.parse(packageJSON).allowScripts, { [mote]: false });
			assert.equal(settings, "allow-git=root\n");
		}
		for (const mote of ["file:/a/mote-mqtt-0.1.0.tgz", "^0.1.0"]) {
			const { "package.json": packageJSON, ".npmrc": settings } = files(mote);
			assert.equal(JSON.parse(packageJSON).allowScripts, undefined);
			assert.equal(settings, undefined);
		}
	});
});

describe("mote broker", () => {
	it("reports what is missing", async () => {
		const place = folder({});
		const { code, output } = await run(mote, ["broker", "--tls", "."], place);
		assert.equal(code, 2);
		assert.equal(output, "mote: --tls: broker.pem cannot be read; mote new --tls makes one\n");
		writeFileSync(join(place, "broker.pem"), "no certificate");
		writeFileSync(join(place, "broker.key"), "no key");
		const damaged = await run(mote, ["broker", "--tls", "."], place);
		assert.equal(damaged.code, 2);
		assert.match(damaged.output, /^mote: --tls: [^\n]*\n$/);
	});
});
