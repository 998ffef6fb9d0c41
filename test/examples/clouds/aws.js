// Stands in for the AWS CLI, as far as examples/aws-iot/README.md uses it: commands and options as in its reference,
// anything else is an error. Its results are in the folder $MOTE_CLOUD, together with the authority that signs
// devices' certificates.
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Account, ENDPOINT, NUMBER, REGION } from "./aws-account.js";

const folder = process.env.MOTE_CLOUD;
const account = new Account(folder);
const arn = (resource) => `arn:aws:iot:${REGION}:${NUMBER}:${resource}`;
const fail = (message) => {
	process.stderr.write(`aws: ${message}\n`);
	process.exit(254);
};

/** Reads a file for "file://…". */
const content = (value) => (value.startsWith("file://") ? readFileSync(value.slice(7), "utf8") : value);

/** Required options, optional ones, and the function that returns the answer. */
const COMMANDS = {
	"sts get-caller-identity": [[], [], () => ({ UserId: "AIDAEXAMPLE", Account: NUMBER })],
	"configure get": [[], [], () => REGION],
	"iot describe-endpoint": [
		["endpoint-type"],
		[],
		({ "endpoint-type": type }) => (type === "iot:Data-ATS" ? { endpointAddress: ENDPOINT } : fail(`type ${type}`)),
	],
	"iot create-thing": [
		["thing-name"],
		[],
		({ "thing-name": name }) => {
			account.things[name] = {};
			return { thingName: name, thingArn: arn(`thing/${name}`) };
		},
	],
	"iot create-certificate-from-csr": [
		["certificate-signing-request"],
		["set-as-active", "certificate-pem-outfile"],
		({ "certificate-signing-request": request, "set-as-active": active, "certificate-pem-outfile": path }) => {
			// Signed by AWS with its own validity, to the end of 2049, whatever the request says.
			const signing = ["-CA", join(folder, "devices.pem"), "-CAkey", join(folder, "devices.key"), "-days", "8000"];
			const pem = execFileSync("openssl", ["x509", "-req", "-sha256", "-set_serial", "17", ...signing], {
				input: content(request),
				encoding: "utf8",
				stdio: ["pipe", "pipe", "ignore"],
			});
			const { fingerprint256 } = new X509Certificate(pem);
			const certificateArn = arn(`cert/${fingerprint256.replaceAll(":", "").toLowerCase()}`);
			account.certificates[fingerprint256] = { arn: certificateArn, active: active === true, things: [], policies: [] };
			if (path) writeFileSync(path, pem);
			return { certificateArn, certificatePem: pem };
		},
	],
	"iot create-policy": [
		["policy-name", "policy-document"],
		[],
		({ "policy-name": name, "policy-document": document }) => {
			const policy = JSON.parse(content(document));
			if (policy.Version !== "2012-10-17" || !Array.isArray(policy.Statement)) fail("no policy");
			account.policies[name] = policy;
			return { policyName: name, policyArn: arn(`policy/${name}`) };
		},
	],
	"iot attach-policy": [
		["policy-name", "target"],
		[],
		({ "policy-name": name, target }) => {
			if (!account.policies[name]) fail(`there is no policy ${name}`);
			certificate(target).policies.push(name);
		},
	],
	"iot attach-thing-principal": [
		["thing-name", "principal"],
		[],
		({ "thing-name": name, principal }) => {
			if (!account.things[name]) fail(`there is no thing ${name}`);
			certificate(principal).things.push(name);
		},
	],
};

function certificate(name) {
	return (
		Object.values(account.certificates).find((each) => each.arn === name) ?? fail(`there is no certificate ${name}`)
	);
}

const [service, command, ...args] = process.argv.slice(2);
const [required, optional, run] = COMMANDS[`${service} ${command}`] ?? fail(`${service} ${command}`);
const isFlag = (name) => ["set-as-active"].includes(name);
const names = [...required, ...optional, "query", "output"];
const { values } = parseArgs({
	args,
	allowPositionals: service === "configure",
	options: Object.fromEntries(names.map((name) => [name, { type: isFlag(name) ? "boolean" : "string" }])),
});
for (const name of required) if (values[name] === undefined) fail(`--${name} is missing`);
const answer = run(values);
account.save();
if (answer !== undefined) {
	const chosen = values.query ? answer[values.query] : answer;
	if (chosen === undefined) fail(`--query ${values.query}`);
	process.stdout.write(
		`${typeof chosen === "string" && (values.output === "text" || !values.query) ? chosen : JSON.stringify(chosen)}\n`,
	);
}
