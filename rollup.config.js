// One ES module for each module specifier, complete in itself: on a device, what one module imports from another costs byte code.
const external = (id) => /^(node:|mote-mqtt|embedded:|simulator:|timer$|time$|net$|mc\/)/.test(id);

const bundle = (input, file) => ({
	input: `build/${input}.js`,
	external,
	output: { file: `dist/${file}.js`, format: "es" },
});

export default [
	bundle("src/mote-mqtt", "mote-mqtt"),
	bundle("src/wire/wire", "wire"),
	bundle("hosts/moddable/tcp", "moddable/tcp"),
	bundle("hosts/moddable/resolver", "moddable/resolver"),
	bundle("hosts/moddable/tls", "moddable/tls"),
	bundle("hosts/moddable/ecma419/mqttclient", "moddable/mqttclient"),
	bundle("hosts/node/tcp", "node/tcp"),
	bundle("hosts/node/tls", "node/tls"),
	bundle("hosts/simulator/simulate", "simulator/simulate"),
];
