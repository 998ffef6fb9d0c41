// One ES module for each module specifier, complete in itself: on a device, what one module imports from another costs byte code.
const external = (id) =>
	/^(node:|mote-mqtt|embedded:|simulator:|ssl\/|(timer|time|net|ber|crypt|ecdsa|pkcs1_5|pkcs8|x509)$|mc\/)/.test(id);

const bundle = (input, file) => ({
	input: `build/${input}.js`,
	external,
	output: { file: `dist/${file}.js`, format: "es" },
});

export default [
	bundle("src/mote-mqtt", "mote-mqtt"),
	bundle("src/mqtt5/mqtt5", "mqtt5"),
	bundle("src/wire/wire", "wire"),
	bundle("src/saved-session", "saved-session"),
	bundle("src/exactly-once", "qos2"),
	bundle("hosts/moddable/tcp", "moddable/tcp"),
	bundle("hosts/moddable/resolver", "moddable/resolver"),
	bundle("hosts/moddable/tls", "moddable/tls"),
	bundle("hosts/moddable/tls/tlssocket", "moddable/tlssocket"),
	bundle("hosts/moddable/ecma419/mqttclient", "moddable/mqttclient"),
	bundle("hosts/node/tcp", "node/tcp"),
	bundle("hosts/node/retained", "node/retained"),
	bundle("hosts/node/deep-sleep", "node/deep-sleep"),
	bundle("hosts/node/tls", "node/tls"),
	bundle("hosts/simulator/simulate", "simulator/simulate"),
];
