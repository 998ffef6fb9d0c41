// Set-up. The modules that exist only on devices throw this error when Node.js imports them.

/** Throws an Error that says where the module works, and what to use in Node.js. */
export function refuse(specifier: string): never {
	throw new Error(
		`${specifier} works only on a device and in the simulator (npx mote-simulate): Node.js has neither its C code nor the SDK's modules. In Node.js, "mote-mqtt/tcp" and "mote-mqtt/tls" have what a Client needs`,
	);
}
