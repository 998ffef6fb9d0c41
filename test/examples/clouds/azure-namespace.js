// A namespace of Azure Event Grid as the Azure CLI creates it (az.js), and what a client may do because of it.
// Sources:
// [authentication] Microsoft Learn, "MQTT client authentication": https://learn.microsoft.com/azure/event-grid/mqtt-client-authentication
// [spaces] "Topic spaces in Azure Event Grid": https://learn.microsoft.com/azure/event-grid/mqtt-topic-spaces
// [control] "Access control for MQTT clients": https://learn.microsoft.com/azure/event-grid/mqtt-access-control
// [features] as in test/unattended/azure-event-grid.js
// [cli] "Quickstart: Publish and subscribe … with the Azure CLI": https://learn.microsoft.com/azure/event-grid/mqtt-publish-and-subscribe-cli
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AzureEventGrid } from "../../unattended/azure-event-grid.js";
import { close, Reason } from "../../unattended/broker.js";
import { matches } from "../../unattended/packets.js";

/** The host name for clients, whatever name the namespace was given. */
export const HOSTNAME = "cold-stores-example.westeurope-1.ts.eventgrid.azure.net";

/** What the CLI has created. It is stored in a file, because each command is a process of its own. */
export class Namespace {
	groups = [];
	/** The namespace itself: { name, group }. */
	namespace = undefined;
	/** By name: { authenticationName, thumbprints }. */
	clients = {};
	/** By name: templates. */
	spaces = {};
	/** Each { permission, space }. */
	bindings = [];
	#path;

	constructor(folder) {
		this.#path = join(folder, "namespace.json");
		if (existsSync(this.#path)) Object.assign(this, JSON.parse(readFileSync(this.#path, "utf8")));
	}

	save() {
		writeFileSync(this.#path, JSON.stringify(this, null, "\t"));
	}

	/**
	 * [control] Whether the client of that authentication name is bound to a topic space that contains a topic or
	 * filter.
	 */
	allows(name, permission, topic) {
		return this.bindings.some(
			(binding) =>
				binding.permission === permission &&
				this.spaces[binding.space].some((template) =>
					// [spaces] Of the variables, only this one is supported.
					matches(template.replaceAll("$" + "{client.authenticationName}", name), topic),
				),
		);
	}
}

/**
 * [authentication] Why a client is refused; undefined if it is not. @param named whether the client can name the
 * host, not only its address.
 */
export function admits(named = true) {
	return (socket, serverName) => {
		if (named && serverName !== HOSTNAME) return `server name ${serverName}`;
		if (!socket.getPeerCertificate().fingerprint256) return "no certificate";
	};
}

/** Event Grid with that namespace. */
export class AzureEventGridOf extends AzureEventGrid {
	constructor(world, namespace) {
		super(world);
		this.namespace = namespace;
		// The base class's topics are for its own device.
		this.allowed = [""];
	}

	connect(link, connect) {
		connect.certificate = link.certificate;
		link.name = connect.user;
		super.connect(link, connect);
	}

	/**
	 * [authentication] The user name must be a client's, and the certificate must be one whose thumbprint the client
	 * has.
	 */
	refusal(connect) {
		const client = Object.values(this.namespace.clients).find((each) => each.authenticationName === connect.user);
		const thumbprint = connect.certificate.fingerprint256.replaceAll(":", "");
		if (!client?.thumbprints.includes(thumbprint)) return connect.v5 ? Reason.notAuthorized : 5;
		const { will } = connect;
		if (will && !this.namespace.allows(connect.user, "publisher", will.topic))
			return close(Reason.notAuthorized, `a will on ${will.topic}`);
		return super.refusal(connect);
	}

	/**
	 * The documentation does not say whether a negative acknowledgement or DISCONNECT is sent. This sends the former,
	 * so that the outcome is reported.
	 */
	wrongMessage(message, link) {
		return super.wrongMessage(message, link) ?? (this.#mayPublish(message, link) ? undefined : Reason.notAuthorized);
	}

	#mayPublish({ topic }, { name }) {
		return this.namespace.allows(name, "publisher", topic);
	}

	grant(request, link) {
		return this.namespace.allows(link.name, "subscriber", request.filter) ? super.grant(request, link) : 0x87;
	}
}
