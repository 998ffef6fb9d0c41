// The manifests on devices. mcconfig, xsc and xsl do everything for a chip up to where the vendor's toolchain would
// start. The size in flash is computed from xsl's output.
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { attempt, call, folder, output, root, say } from "./sdk.js";

/** ESP8266; ESP32 and its variants, each by one board. An ESP32-H2 has no Wi-Fi, and the SDK has no TCP for it. */
const PLATFORMS = ["esp", "esp32", "esp32/lolin_s2mini", "esp32/esp32s3", "esp32/esp32c3", "esp32/esp32c6"];

/** Every manifest that an app may include. New ones are found automatically. */
const MANIFESTS = ["manifest.json", ...readdirSync(join(root, "manifests")).map((name) => `manifests/${name}`)];

/** The client that a part is used with. Modules of both count once. */
function clientOf(manifest) {
	if (/\b(fallback|redirect|authentication)\b/.test(manifest)) return "manifests/mqtt5.json";
	if (!/^manifest\.json|\b(mqtt5|tcp|ecma419|ecma419-tls)\b/.test(manifest)) return "manifest.json";
}

const SDK = [
	"$(MODDABLE)/examples/manifest_base.json",
	"$(MODDABLE)/examples/manifest_net.json",
	"$(MODDABLE)/modules/io/manifest.json",
	"$(MODDABLE)/examples/io/udp/dns/manifest_dns.json",
];

/** Stands in for the vendor's tools, which the makefiles look for first. */
function standIns() {
	const path = join(output, "vendor");
	if (existsSync(path)) return path;
	mkdirSync(path, { recursive: true });
	writeFileSync(join(path, "sdkconfig.h"), "");
	writeFileSync(join(path, "python"), "#!/bin/sh\n");
	chmodSync(join(path, "python"), 0o755);
	call("git", ["init", "-q"], path);
	const author = ["-c", "user.name=none", "-c", "user.email=none"];
	call("git", [...author, "commit", "-q", "--allow-empty", "-m", "v5"], path);
	return path;
}

/** Links an app with these manifests for a platform. Returns the folder with the output of xsc and xsl. */
function link(platform, manifests) {
	const name = "linked";
	const path = folder(name);
	const include = [...SDK, ...manifests.map((each) => join(root, each))];
	writeFileSync(join(path, "manifest.json"), JSON.stringify({ include, modules: { main: "./main" } }));
	writeFileSync(join(path, "main.js"), "");
	const made = join(output, "tmp", platform, "release", name);
	// Files left from another app would be linked, too.
	rmSync(made, { recursive: true, force: true });
	const vendor = standIns();
	const environment = { ESP_BASE: vendor, IDF_PATH: vendor, PATH: `${process.env.PATH}:${vendor}` };
	call("mcconfig", ["-p", platform, "-o", output], path, environment);
	const places = ["ARDUINO_ROOT", "ESPRESSIF_SDK_ROOT", "TOOLS_ROOT"].map((place) => `${place}=${vendor}`);
	const sdkconfig = `SDKCONFIG_H=${vendor}/sdkconfig.h`;
	call("make", ["-f", join(made, "makefile"), ...places, sdkconfig, join(made, "mc.xs.c")], path, environment);
	return made;
}

/**
 * The size in a chip's flash of what xsl linked as C for the vendor's compiler: preloaded objects, with 16 bytes for
 * each slot; byte code, strings and names; and 6 more bytes for each name. Native code is not included.
 */
function flash(made) {
	const source = readFileSync(join(made, "mc.xs.c"), "utf8");
	const count = (name) => Number(source.match(new RegExp(`#define mx${name}Count (\\d+)`))[1]);
	let bytes = 16 * (count("Heap") + count("Stack")) + 6 * count("Keys");
	for (const [, size] of source.matchAll(/^static const txU1 gxCode\d+\[(\d+)\] = \{/gm)) bytes += Number(size);
	for (const [slot] of source.matchAll(/^\/\* \d+ \*\/.*$/gm)) {
		for (const [literal] of slot.matchAll(/"(?:[^"\\]|\\.)*"/g))
			bytes += literal.replace(/\\x[0-9a-f]{2}|\\./g, ".").length - 1;
	}
	return bytes;
}

/** The bytes of byte code of each module of the package. */
function codeSizes(made) {
	const sizes = {};
	for (const manifest of MANIFESTS) {
		const { modules, platforms } = JSON.parse(readFileSync(join(root, manifest), "utf8"));
		for (const name of Object.keys({ ...modules, ...platforms?.["..."]?.modules, ...platforms?.esp?.modules })) {
			if (!name.endsWith("*") && name !== "~")
				sizes[name] = codeSize(join(made, "modules", `${name.replace(/^(\w+):/, "~.$1/")}.xsb`));
		}
	}
	return sizes;
}

function codeSize(path) {
	const bytes = readFileSync(path);
	for (let at = 8; at < bytes.length; at += bytes.readUInt32BE(at)) {
		if (bytes.toString("latin1", at + 4, at + 8) === "CODE") return bytes.readUInt32BE(at) - 8;
	}
	throw new Error(`${path} has no code`);
}

describe("Manifests for devices", function () {
	this.timeout(300_000);

	for (const platform of PLATFORMS) {
		it(`${MANIFESTS.join(", ")} resolve, compile and link for ${platform}`, () => {
			const bytes = flash(link(platform, MANIFESTS));
			assert.ok(bytes > 100_000, `${bytes} bytes are no app with the built-ins`);
		});
	}
});

const found = await attempt("An ESP8266's flash", () => {
	say("linking for an ESP8266 …");
	const alone = flash(link("esp", []));
	// The manifest for the emulated chip does not work on others.
	const carried = MANIFESTS.filter((each) => each !== "manifests/emulated.json");
	const added = carried.map((each) => {
		const client = clientOf(each);
		const without = client ? flash(link("esp", [client])) : alone;
		return [each, client, flash(link("esp", client ? [client, each] : [each])) - without];
	});
	return { added, sizes: codeSizes(link("esp", MANIFESTS)) };
});

if (found)
	describe("In the flash of an ESP8266", () => {
		for (const [manifest, client, bytes] of found.added) {
			it(`${manifest} adds ${bytes} bytes to an app with ${client ?? "the SDK's network"}, native code apart`, () => {
				assert.ok(bytes > 0);
			});
		}
		for (const [name, bytes] of Object.entries(found.sizes)) {
			it(`${name} has ${bytes} bytes of code`, () => assert.ok(bytes > 0));
		}
	});
