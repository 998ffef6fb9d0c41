// The configuration that the SDK's example app gets from the device, with a broker on this machine whatever its name.
import "system";
import TCP from "embedded:io/socket/tcp";
import MQTTClient from "embedded:network/mqtt/client";
import config from "mc/config";

class Resolver {
	resolve({ host, onResolved }) {
		onResolved.call(this, host, "127.0.0.1");
	}
	close() {}
}

class LocalTCP extends TCP {
	constructor(options) {
		super({ ...options, port: Number(config.port) });
	}
}

globalThis.device = Object.freeze({
	network: { mqtt: { io: MQTTClient, dns: { io: Resolver }, socket: { io: LocalTCP } } },
});
