import config from "mc/config";
import { tls } from "mote-mqtt/tls";

/** The authority's certificate, in hexadecimal. */
function bytes(text) {
	const result = new Uint8Array(text.length / 2);
	for (let i = 0; i < result.length; i++) result[i] = Number(`0x${text.slice(i * 2, i * 2 + 2)}`);
	return result;
}

// The same for both wakes: it has the session that the first one got.
const options = tls({ certificate: bytes(config.certificate), serverName: "broker.test" });

export const transport = () => options;
