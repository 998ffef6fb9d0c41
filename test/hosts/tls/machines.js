// The machines on which the contract of TLS sockets is tested: Node.js, and a device in the simulator.
import { fileURLToPath } from "node:url";
import { tls } from "mote-mqtt/tls";
import { byteCode, SimulatorError, simulateToEnd } from "../../../dist/simulator/simulate.js";
import { missing } from "../../require.js";
import { dial, dialEach } from "./dial.js";

const MANIFEST = fileURLToPath(new URL("apps/dial/manifest.json", import.meta.url));

async function onDevice(plan, options) {
	const run = await simulateToEnd(MANIFEST, { ...options, config: { plan: JSON.stringify(plan) } });
	if (run.code) throw new Error(`the device ended with code ${run.code}: ${run.stderr}`);
	const lines = run.stdout.trimEnd().split("\n");
	if (lines.length !== 1) throw new Error(`one line expected: ${run.stdout}`);
	return JSON.parse(lines[0]);
}

/** `dial(plan)` returns the result of one plan, or the results of a list. */
const inNode = {
	title: "in Node.js",
	dial: (plan) => new Promise((resolve) => (Array.isArray(plan) ? dialEach : dial)(tls, plan, resolve)),
	node: true,
};

/** Calls `declare` with each available machine, and declares what is missing. */
export async function onMachines(declare) {
	declare(inNode);
	for (const bits of [64, 32]) {
		const title = `on a device (${bits}-bit)`;
		const reason = await whyNot(bits);
		if (reason instanceof Error) describe(`TLS ${title}`, () => it("can be simulated", () => Promise.reject(reason)));
		else if (reason) describe(`TLS ${title}`, () => missing(bits === 64 ? "tls" : "32-bit tls", reason));
		else declare({ title, bits, dial: (plan, options) => onDevice(plan, { bits, ...options }) });
	}
}

/** Why no device of this width can have TLS here: a text, or an Error if it should have; undefined if it can. */
export async function whyNot(bits) {
	try {
		await byteCode(MANIFEST, { bits });
		const { stderr } = await simulateToEnd(MANIFEST, { bits, config: { plan: '{"secure":{}}' } });
		return /OpenSSL.*libssl-dev\S*\)/.exec(stderr)?.[0];
	} catch (error) {
		if (error instanceof SimulatorError && error.message.includes("gcc-multilib")) return error.message;
		return error;
	}
}
