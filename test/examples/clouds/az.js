// Stands in for the Azure CLI, as far as examples/azure-event-grid/README.md uses it: commands and options as in its
// reference, anything else is an error. Its results are in the folder $MOTE_CLOUD.
import { parseArgs } from "node:util";
import { HOSTNAME, Namespace } from "./azure-namespace.js";

const namespace = new Namespace(process.env.MOTE_CLOUD);
const fail = (message) => {
	process.stderr.write(`az: ${message}\n`);
	process.exit(1);
};

/** Parses the CLI's short form of JSON, as in {state:Enabled,list:[a,b]}. */
const shorthand = (text) => JSON.parse(text.replace(/[^{}[\]:,]+/g, (word) => JSON.stringify(word)));

/** Required options, and the function that returns the answer. */
const COMMANDS = {
	"provider register": [["namespace", "wait"], ({ namespace: name }) => name === "Microsoft.EventGrid" || fail(name)],
	"group create": [["name", "location"], ({ name }) => void namespace.groups.push(name)],
	"eventgrid namespace create": [
		["resource-group", "name", "location", "topic-spaces-configuration"],
		({ "resource-group": group, name, "topic-spaces-configuration": spaces }) => {
			if (!namespace.groups.includes(group)) fail(`there is no group ${group}`);
			// [terminology] 3 to 50 letters, digits and hyphens.
			if (!/^[a-zA-Z0-9-]{3,50}$/.test(name)) fail(`name ${name}`);
			if (shorthand(spaces).state !== "Enabled") fail("MQTT is not enabled");
			namespace.namespace = { name, group };
		},
	],
	"eventgrid namespace client create": [
		["resource-group", "namespace-name", "name", "authentication-name", "client-certificate-authentication"],
		({ name, "authentication-name": authenticationName, "client-certificate-authentication": authentication }) => {
			const { validationScheme, "allowed-thumbprints": thumbprints } = shorthand(authentication);
			if (validationScheme !== "ThumbprintMatch") fail(`scheme ${validationScheme}`);
			if (!thumbprints.every((each) => /^[0-9A-F]{64}$/i.test(each))) fail(`thumbprints ${thumbprints}`);
			namespace.clients[name] = { authenticationName, thumbprints: thumbprints.map((each) => each.toUpperCase()) };
		},
	],
	"eventgrid namespace topic-space create": [
		["resource-group", "namespace-name", "name", "topic-templates"],
		({ name, "topic-templates": templates }) => {
			namespace.spaces[name] = JSON.parse(templates);
			// [spaces]
			if (namespace.spaces[name].length > 10) fail("more than 10 templates");
		},
	],
	"eventgrid namespace permission-binding create": [
		["resource-group", "namespace-name", "name", "client-group-name", "permission", "topic-space-name"],
		({ "client-group-name": group, permission, "topic-space-name": space }) => {
			if (group !== "$all") fail(`there is no client group ${group}`);
			if (permission !== "publisher" && permission !== "subscriber") fail(`permission ${permission}`);
			if (!namespace.spaces[space]) fail(`there is no topic space ${space}`);
			namespace.bindings.push({ permission, space });
		},
	],
	"eventgrid namespace show": [
		["resource-group", "name"],
		() => ({ topicSpacesConfiguration: { hostname: HOSTNAME } }),
	],
};

const SHORT = { name: "n", location: "l", "resource-group": "g", output: "o" };
const words = process.argv.slice(2);
const end = words.findIndex((word) => word.startsWith("-"));
const command = words.slice(0, end).join(" ");
const [required, run] = COMMANDS[command] ?? fail(command);
const option = (name) => ({
	type: name === "wait" ? "boolean" : "string",
	...(SHORT[name] ? { short: SHORT[name] } : {}),
});
const names = [...required, "query", "output"];
const { values } = parseArgs({
	args: words.slice(end),
	options: Object.fromEntries(names.map((name) => [name, option(name)])),
});
for (const name of required) if (values[name] === undefined) fail(`--${name} is missing`);
const inside = values["namespace-name"] ?? (command.endsWith("show") ? values.name : undefined);
if (inside !== undefined && inside !== namespace.namespace?.name) fail(`there is no namespace ${inside}`);
const answer = run(values);
namespace.save();
if (values.output === "tsv") {
	const chosen = values.query.split(".").reduce((value, name) => value[name], answer);
	process.stdout.write(`${chosen}\n`);
} else if (values.output !== "none" && answer) process.stdout.write(`${JSON.stringify(answer)}\n`);
