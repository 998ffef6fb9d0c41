import config from "mc/config";
import { tls } from "mote-mqtt/tls";

/** Decodes the authority's certificate from hexadecimal. */
function bytes(text) {
	const result = new Uint8Array(text.length / 2);
	for (let i = 0; i < result.length; i++) result[i] = Number(`0x${text.slice(i * 2, i * 2 + 2)}`);
	return result;
}

// Both wakes share the options, which hold the TLS session of the first one.
const options = tls({ certificate: bytes(config.certificate), serverName: "broker.test" });

export const transport = () => options;
