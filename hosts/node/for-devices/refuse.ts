// Set-up. What the modules that only a device can have say when Node.js imports them.

/** Throws an Error that says where the module is at home, and what is in its place here. */
export function refuse(specifier: string): never {
	throw new Error(
		`${specifier} is a module of devices and of the simulator (npx mote-simulate): Node.js has neither its C nor the SDK's modules. Here, "mote-mqtt/tcp" and "mote-mqtt/tls" have what a Client needs`,
	);
}
