// A device's TLS in Node.js and in XS: every case of test/hosts/tls/cases, with stand-ins for the SDK's modules.
import { readdirSync } from "node:fs";
import { missing } from "../../require.js";
import { runInXS, SimulatorError } from "../../xs/run.js";
import { prepare } from "./prepare.js";

prepare("tls-toy", {
	...{ "mote-mqtt/socket": "socket", timer: "timer", "ssl/session": "session", "ssl/record": "record" },
	...{ "ssl/handshake": "handshake", "ssl/stream": "stream" },
	...{
		crypt: "crypto",
		curve: "crypto",
		ecdsa: "crypto",
		hmac: "crypto",
		pkcs8: "crypto",
		rsa: "crypto",
		x509: "crypto",
	},
});

const names = readdirSync(new URL("cases", import.meta.url));
for (const name of names) await import(`./cases/${name}`);

/**
 * These specs, with the stand-ins and the server, need more than the 256 slots of stack and the 32 KB of an ESP8266.
 */
const creation = { stack: 512, static: 98_304 };

for (const bits of [64, 32]) {
	try {
		for (const name of names) {
			const cases = await runInXS(`test/hosts/tls/cases/${name}`, bits, creation);
			describe(`in XS (${bits}-bit): test/hosts/tls/cases/${name}`, () => declare(cases));
		}
	} catch (error) {
		describe(`TLS in XS (${bits}-bit)`, () => {
			if (error instanceof SimulatorError && error.message.includes("for 32 bits")) missing("32-bit", error.message);
			else it("can be simulated", () => Promise.reject(error));
		});
	}
}

/** Declares the cases of a spec as mocha's. */
function declare(cases) {
	for (const { suite, title, state, error } of cases) {
		it([...suite, title].join(": "), () => {
			// Otherwise the stack would be this file's.
			if (state !== "passed") throw Object.assign(new Error(error), { stack: error });
		});
	}
	if (cases.length === 0) it("has cases", () => Promise.reject(new Error("there is none")));
}
