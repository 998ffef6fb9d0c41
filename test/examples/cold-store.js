// What examples/azure-event-grid must do on any machine.
import { deepEqual, equal } from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Authority } from "../hosts/tls/authority.js";
import { text } from "../unattended/packets.js";
import { AzureEventGridOf, admits, HOSTNAME, Namespace } from "./clouds/azure-namespace.js";
import { Cloud } from "./clouds/cloud.js";
import { prepare, program } from "./clouds/recipe.js";

const SIGNER = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature,cRLSign,keyCertSign";
const SERVER = `subjectAltName=DNS:*.${HOSTNAME.split(".").slice(1).join(".")},DNS:*.eventgrid.azure.net,IP:127.0.0.1,IP:10.0.2.2\nextendedKeyUsage=serverAuth,clientAuth`;

/** Azure, with a namespace that was set up as examples/azure-event-grid/README.md says. */
export class Azure extends EventEmitter {
	/** Creates certificates and namespace. @param folder the copy of the example in build/. */
	constructor(folder) {
		super();
		const authority = new Authority();
		this.authority = authority;
		// [authentication] One root has a P-384 key and one RSA, so that either kind of client works.
		authority.root("g3", { subject: "DigiCert Global Root G3", key: "ec384", extensions: SIGNER });
		authority.issue("ecc", "g3", {
			subject: "Microsoft Azure ECC TLS Issuing CA 03",
			key: "ec384",
			extensions: SIGNER,
		});
		authority.issue("server-ecc", "ecc", { subject: "*.eventgrid.azure.net", key: "ec384", extensions: SERVER });
		authority.root("g2", { subject: "DigiCert Global Root G2", extensions: SIGNER });
		authority.issue("rsa", "g2", { subject: "Microsoft Azure RSA TLS Issuing CA 03", extensions: SIGNER });
		authority.issue("server-rsa", "rsa", { subject: "*.eventgrid.azure.net", extensions: SERVER });
		for (const name of ["g2", "g3"])
			authority.openssl(["x509", "-in", `${name}.pem`, "-outform", "DER", "-out", `${name}.der`]);
		const commands = {
			az: `exec ${process.execPath} ${program("az.js")} "$@"`,
			// Used as: curl -o FILE URL
			curl: `case "$3" in
				https://cacerts.digicert.com/DigiCertGlobalRootG2.crt) cp "$MOTE_CLOUD/g2.der" "$2" ;;
				https://cacerts.digicert.com/DigiCertGlobalRootG3.crt) cp "$MOTE_CLOUD/g3.der" "$2" ;;
				*) exit 1 ;;
			esac`,
		};
		this.folder = prepare("azure-event-grid", folder, commands, { MOTE_CLOUD: authority.folder });
	}

	/** The folder of the example's manifest.json. */
	folder;
	authority;
	namespace;
	cloud;
	/** What was published, as "topic payload". */
	published = [];
	#named;

	/** Starts to accept stores. @param named whether they know the host's name, not only its address. */
	async open({ named = true } = {}) {
		const { authority } = this;
		this.#named = named;
		this.published = [];
		this.namespace = new Namespace(authority.folder);
		this.cloud = await Cloud.start({
			tls: {
				cert: [authority.pem("server-ecc", "ecc"), authority.pem("server-rsa", "rsa")],
				key: [authority.key("server-ecc"), authority.key("server-rsa")],
				requestCert: true,
				rejectUnauthorized: false,
			},
			admits: admits(named),
			broker: (world) => new AzureEventGridOf(world, this.namespace),
		});
		this.cloud.broker.onPublish = (topic, payload) => {
			this.published.push(`${topic} ${payload}`);
			this.emit("published");
		};
	}

	/** Overrides the store's manifest. */
	get config() {
		return { port: this.cloud.port, ...(this.#named ? {} : { host: "127.0.0.1" }) };
	}

	/** Resolves when a matching message was published, after those that were awaited before. */
	async hears(pattern) {
		for (;;) {
			const index = this.published.findIndex((each) => pattern.test(each));
			if (index >= 0) return this.published.splice(0, index + 1).at(-1);
			await once(this, "published");
		}
	}

	/** Publishes a command, as an office would. */
	tell(id, payload) {
		this.cloud.broker.publish(`stores/${id}/target`, Buffer.from(payload));
	}

	remove() {
		this.authority.remove();
		rmSync(this.folder, { recursive: true, force: true });
	}
}

/** `run(config)` starts the device. */
export async function coldStore(azure, run) {
	const { cloud } = azure;
	const { id } = JSON.parse(readFileSync(join(azure.folder, "manifest.json"), "utf8")).config;
	const device = await run({ interval: 100 });
	await device.prints("connected, session new");
	await device.prints(`stores/${id}/target: ready`);
	await azure.hears(new RegExp(`^stores/${id}/status online$`));
	equal(
		await azure.hears(new RegExp(`^stores/${id}/temperature `)),
		`stores/${id}/temperature {"celsius":8.4,"target":4}`,
	);
	azure.tell(id, "2");
	await device.prints("target 2");
	await azure.hears(/"target":2\}$/);
	// The will is as Event Grid accepts it, and the topic is sent by its alias.
	const [{ will, delay, aliases }] = cloud.broker.links;
	deepEqual(
		[will.topic, text(will.payload), will.QoS, will.retain, delay],
		[`stores/${id}/status`, "lost", 1, false, 60],
	);
	deepEqual(Object.values(aliases), [`stores/${id}/temperature`]);

	// A command sent while the store is offline arrives when it reconnects to its session.
	cloud.drop();
	await device.prints(/^disconnected: /);
	azure.tell(id, "hot");
	azure.tell(id, "-5");
	await device.prints("connected, session present");
	await device.prints("invalid target: hot");
	await device.prints("target -5");
	await azure.hears(/"target":-5\}$/);
	deepEqual(cloud.refused, []);
	return device;
}
