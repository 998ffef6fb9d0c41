// One ES module for each module specifier, complete in itself: on a device, what one module imports from another costs byte code.
const external = (id) =>
	/^(node:|mote-mqtt|embedded:|simulator:|ssl\/|(timer|time|net|ber|crypt|ecdsa|pkcs1_5|pkcs8|x509)$|mc\/)/.test(id);

const bundle = (input, file) => ({
	input: `build/${input}.js`,
	external,
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
	bundle("hosts/moddable/socket/tcp", "moddable/tcp"),
	bundle("hosts/moddable/socket/resolver", "moddable/resolver"),
	bundle("hosts/moddable/tls/tls", "moddable/tls"),
	bundle("hosts/moddable/tls/tlssocket", "moddable/tlssocket"),
	bundle("hosts/moddable/ecma419/mqttclient", "moddable/mqttclient"),
	bundle("hosts/node/socket/tcp", "node/tcp"),
	bundle("hosts/node/sleep/kept-memory", "node/kept-memory"),
	bundle("hosts/node/sleep/deep-sleep", "node/deep-sleep"),
	bundle("hosts/node/tls/tls", "node/tls"),
	bundle("hosts/simulator/launcher/simulate", "simulator/simulate"),
];
