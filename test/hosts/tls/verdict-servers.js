// How sockets decide about servers with the chains of verdicts.js.
import { endServers, secureServer } from "./servers.js";
import { CASES, TRUSTED } from "./verdicts.js";

const hex = (bytes) => Buffer.from(bytes).toString("hex").toUpperCase();
const pem = (bytes) =>
	`-----BEGIN CERTIFICATE-----\n${Buffer.from(bytes).toString("base64")}\n-----END CERTIFICATE-----\n`;

/** The number of cases in one run of a device, whose memory must contain all plans. */
const AT_ONCE = 12;

/**
 * Connects with `dial(plans)` to a server for each case, as dialEach() does. Returns the results in the form of
 * expectedOf().
 */
export async function verdictsOf(dial) {
	const verdicts = [];
	try {
		for (let i = 0; i < CASES.length; i += AT_ONCE) {
			const plans = [];
			for (const { chain, key, authorities, name } of CASES.slice(i, i + AT_ONCE)) {
				// So that the server sends even weak certificates.
				const server = await secureServer(chain.map(pem).join(""), key, { ciphers: "DEFAULT:@SECLEVEL=0" });
				plans.push({ port: server.port, host: name, send: 1, secure: { certificate: authorities.map(hex) } });
			}
			verdicts.push(...(await dial(plans)).map(verdictOf));
			await endServers();
		}
		return verdicts;
	} finally {
		await endServers();
	}
}

/** The expected result of a socket or tls() for a case. */
export function expectedOf({ verdict, alert, thrown, node }, isNode) {
	return thrown ? `thrown: ${verdict}` : (alert ?? (isNode ? node : undefined) ?? verdict);
}

function verdictOf({ thrown, calls, sent }) {
	if (thrown) return thrown.replace(/^TypeError: tls.certificate: .*this one: /, "thrown: ");
	if (sent === 1) return calls.join() === "writable" ? TRUSTED : calls.join();
	return calls.join().replace(/^error: /, "");
}
