// An account of AWS IoT Core: things, certificates and policies as the AWS CLI creates them (aws.js), and what a
// client may do because of them. Sources:
// [protocols] AWS IoT Core Developer Guide, "Device communication protocols": https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html
// [policies] "AWS IoT Core policies", "policy actions", "thing policy variables": …/iot-policies.html and the pages below it
// [server] "Server authentication": …/server-authentication.html
// [cli] AWS CLI Command Reference, "iot": https://docs.aws.amazon.com/cli/latest/reference/iot/
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AwsIotCore } from "../../unattended/aws-iot-core.js";
import { close, Reason } from "../../unattended/broker.js";
import { ascii, text } from "../../unattended/packets.js";
import { DeviceShadow } from "./device-shadow.js";

export const REGION = "eu-central-1";
export const NUMBER = "123456789012";
/** The account's endpoint for devices. */
export const ENDPOINT = `example-ats.iot.${REGION}.amazonaws.com`;

/** What the CLI has created. It is stored in a file, because each command is a process of its own. */
export class Account {
	things = {};
	/** By the SHA-256 of their DER, in upper case as Node.js has it: { arn, active, things, policies }. */
	certificates = {};
	policies = {};
	#path;

	constructor(folder) {
		this.#path = join(folder, "account.json");
		if (existsSync(this.#path)) Object.assign(this, JSON.parse(readFileSync(this.#path, "utf8")));
	}

	save() {
		writeFileSync(this.#path, JSON.stringify(this, null, "\t"));
	}

	/** [policies] Whether a policy of the certificate allows a client this action. */
	allows({ certificate, id }, action, resource) {
		const { things, policies } = this.certificates[certificate.fingerprint256];
		// [policies] The thing's name is defined if the client identifier is that of a thing to which the certificate
		// is attached.
		const thing = things.includes(id) ? id : undefined;
		return policies.some((name) =>
			this.policies[name].Statement.some(
				({ Effect, Action, Resource }) =>
					Effect === "Allow" &&
					[Action].flat().includes(action) &&
					[Resource].flat().some((each) => matches(each, thing, `arn:aws:iot:${REGION}:${NUMBER}:${resource}`)),
			),
		);
	}
}

/** Whether an ARN matches a policy's, in which "*" matches anything. */
function matches(pattern, thing, arn) {
	const variable = "$" + "{iot:Connection.Thing.ThingName}";
	if (pattern.includes(variable) && thing === undefined) return false;
	const parts = pattern.replaceAll(variable, thing).split("*");
	return new RegExp(`^${parts.map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join(".*")}$`).test(arn);
}

/**
 * [protocols] Why a client is refused on port 443; undefined if it is not. @param named whether the client can name
 * the endpoint, not only its address.
 */
export function admits(account, named = true) {
	return (socket, serverName) => {
		// [protocols] SNI and, on port 443, ALPN are required.
		if (named && serverName !== ENDPOINT) return `server name ${serverName}`;
		if (socket.alpnProtocol !== "x-amzn-mqtt-ca") return `protocol ${socket.alpnProtocol}`;
		const certificate = account.certificates[socket.getPeerCertificate().fingerprint256];
		if (!certificate?.active) return "a certificate that is not registered, or not active";
	};
}

/** AWS IoT Core with the account's policies and shadows. */
export class AwsIotCoreOf extends AwsIotCore {
	/** By thing. */
	shadows = {};

	constructor(world, account) {
		super(world);
		this.account = account;
		for (const thing of Object.keys(account.things)) {
			this.shadows[thing] = new DeviceShadow((suffix, document) =>
				this.publish(`$aws/things/${thing}/shadow/${suffix}`, ascii(JSON.stringify(document))),
			);
		}
	}

	connect(link, connect) {
		connect.certificate = link.certificate;
		super.connect(link, connect);
	}

	/** [policies] "iot:Connect" is checked at each CONNECT. */
	refusal(connect) {
		const refused = super.refusal(connect);
		if (refused || this.account.allows(connect, "iot:Connect", `client/${connect.id}`)) return refused;
		return close(Reason.notAuthorized, `client ${connect.id} is not allowed by the policy`);
	}

	/** The base class's rules are for its own device. */
	allows() {
		return true;
	}

	wrongMessage(message, link) {
		if (!this.account.allows(link, "iot:Publish", `topic/${message.topic}`))
			return close(Reason.notAuthorized, `the policy does not allow publishing to ${message.topic}`);
		return super.wrongMessage(message, link);
	}

	grant(request, link) {
		const isAllowed = this.account.allows(link, "iot:Subscribe", `topicfilter/${request.filter}`);
		return isAllowed ? super.grant(request, link) : 0x80;
	}

	/** [policies] "iot:Receive" is checked for each message. */
	send(link, message, ...rest) {
		if (this.account.allows(link, "iot:Receive", `topic/${message.topic}`)) super.send(link, message, ...rest);
	}

	publish(topic, payload, QoS, retain, from) {
		super.publish(topic, payload, QoS, retain, from);
		const [, thing, action] = /^\$aws\/things\/([^/]+)\/shadow\/(get|update)$/.exec(topic) ?? [];
		if (thing) this.world.after(5 + this.world.random(50), () => this.shadows[thing]?.take(action, text(payload)));
	}
}
