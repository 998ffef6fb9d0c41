import { forFlash } from "./rollup.flash.js";

// Bundles each module specifier into one self-contained ES module, because imports between modules cost byte code on
// a device.
const external = (id) =>
	/^(node:|mote-mqtt|embedded:|simulator:|ssl\/|(timer|time|net|crypt|curve|ecdsa|hmac|pkcs8|rsa|x509)$|mc\/)/.test(id);

/**
 * Writes a file of types beside each module, where the Moddable SDK's tools look for it. npm uses the paths in
 * package.json.
 */
const typesBeside = (input, file) => ({
	name: "types-beside",
	generateBundle(_options, bundles) {
		const [chunk] = Object.values(bundles);
		const from = JSON.stringify(`${"../".repeat(file.split("/").length - 1) || "./"}types/${input}.js`);
		const lines = [`export * from ${from};`];
		if (chunk.exports.includes("default")) lines.push(`export { default } from ${from};`);
		this.emitFile({ type: "asset", fileName: chunk.fileName.replace(/js$/, "d.ts"), source: `${lines.join("\n")}\n` });
	},
});

const bundle = (
	input,
	file,
	plugins = [typesBeside(input, file), ...(/^(node|simulator)\//.test(file) ? [] : [forFlash])],
) => ({
	input: `build/${input}.js`,
	external,
	plugins,
	output: { file: `dist/${file}.js`, format: "es" },
});

export default [
	bundle("src/mqtt311/mote-mqtt", "mote-mqtt"),
	bundle("src/mqtt5/mqtt5", "mqtt5"),
	bundle("src/parts/exactly-once", "exactly-once"),
	bundle("src/parts/saved-session", "saved-session"),
	bundle("src/parts/fallback", "fallback"),
	bundle("src/parts/authentication", "authentication"),
	bundle("src/parts/redirect", "redirect"),
	bundle("src/parts/large-messages", "large-messages"),
	bundle("src/parts/statistics", "statistics"),
	bundle("src/parts/servers", "servers"),
	bundle("src/parts/credentials", "credentials"),
	bundle("src/parts/eager", "eager"),
	bundle("hosts/moddable/socket/tcp", "moddable/tcp"),
	bundle("hosts/moddable/socket/resolver", "moddable/resolver"),
	bundle("hosts/moddable/websocket/websocket", "moddable/websocket"),
	bundle("hosts/moddable/tls/tls", "moddable/tls"),
	bundle("hosts/moddable/tls/tlssocket", "moddable/tlssocket"),
	bundle("hosts/moddable/ecma419/mqttclient", "moddable/mqttclient"),
	bundle("hosts/node/socket/tcp", "node/tcp"),
	bundle("hosts/node/sleep/kept-memory", "node/kept-memory"),
	bundle("hosts/node/sleep/deep-sleep", "node/deep-sleep"),
	bundle("hosts/node/tls/tls", "node/tls"),
	bundle("hosts/node/websocket/websocket", "node/websocket"),
	...["socket", "native", "resolver", "tlssocket", "ecma419", "frames"].map((name) =>
		bundle(`hosts/node/for-devices/${name}`, `node/for-devices/${name}`, []),
	),
	bundle("hosts/simulator/launcher/simulate", "simulator/simulate"),
	bundle("hosts/command/mote", "command/mote", []),
];
