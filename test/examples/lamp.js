// What examples/aws-iot is to do, on whatever machine.
import { deepEqual, equal } from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Authority } from "../hosts/tls/authority.js";
import { Account, AwsIotCoreOf, admits, ENDPOINT } from "./clouds/aws-account.js";
import { Cloud } from "./clouds/cloud.js";
import { prepare, program } from "./clouds/recipe.js";

const SIGNER = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature,cRLSign,keyCertSign";
const BOTH = "extendedKeyUsage=serverAuth,clientAuth";

/** AWS, with an account in which what examples/aws-iot/README.md tells to do was done. */
export class Aws {
	/** Makes certificates and account. `folder`: of build/, in which the example then is. */
	constructor(folder) {
		const authority = new Authority();
		this.authority = authority;
		// The chain that AWS shows: its root is signed by an older one, which devices need not know.
		authority.root("starfield", { subject: "Starfield Services Root Certificate Authority - G2", extensions: SIGNER });
		authority.root("amazon", { subject: "Amazon Root CA 1", extensions: SIGNER });
		authority.issue("m02", "amazon", { subject: "Amazon RSA 2048 M02", extensions: `${SIGNER}\n${BOTH}` });
		const names = `subjectAltName=DNS:*.${ENDPOINT.split(".").slice(1).join(".")},IP:127.0.0.1`;
		authority.issue("server", "m02", { subject: "*.iot", extensions: `${names}\n${BOTH}` });
		authority.openssl([
			...["x509", "-req", "-in", authority.at("amazon", "csr"), "-CA", authority.at("starfield", "pem")],
			...["-CAkey", authority.at("starfield", "key"), "-set_serial", "99", "-days", "30"],
			...["-extfile", authority.at("amazon", "cnf"), "-extensions", "extensions", "-out", authority.at("cross", "pem")],
		]);
		authority.root("devices", { subject: "AWS IoT Certificate" });
		const commands = {
			aws: `exec ${process.execPath} ${program("aws.js")} "$@"`,
			// As: curl -o FILE URL
			curl: `test "$3" = https://www.amazontrust.com/repository/AmazonRootCA1.pem && cp "$MOTE_CLOUD/amazon.pem" "$2"`,
		};
		this.folder = prepare("aws-iot", folder, commands, { MOTE_CLOUD: authority.folder });
	}

	/** Where the example's manifest.json is. */
	folder;
	authority;
	account;
	cloud;
	#named;

	/** Lets lamps in. `named`: whether they know the endpoint by its name, and not by its address only. */
	async open({ named = true } = {}) {
		const { authority } = this;
		this.#named = named;
		this.account = new Account(authority.folder);
		this.cloud = await Cloud.start({
			tls: {
				cert: authority.pem("server", "m02", "cross", "starfield"),
				key: authority.key("server"),
				requestCert: true,
				rejectUnauthorized: false,
				ALPNProtocols: ["x-amzn-mqtt-ca", "mqtt", "x-amzn-http-ca"],
			},
			admits: admits(this.account, named),
			broker: (world) => new AwsIotCoreOf(world, this.account),
		});
	}

	/** Laid over the lamp's manifest. */
	get config() {
		return { port: this.cloud.port, ...(this.#named ? {} : { host: "127.0.0.1" }) };
	}

	get thing() {
		return JSON.parse(readFileSync(join(this.folder, "manifest.json"), "utf8")).config.thing;
	}

	get shadow() {
		return this.cloud.broker.shadows[this.thing];
	}

	/** As an app wishes. */
	desire(desired) {
		this.shadow.update(JSON.stringify({ state: { desired } }));
	}

	remove() {
		this.authority.remove();
		rmSync(this.folder, { recursive: true, force: true });
	}
}

/** `run` starts the device. */
export async function lamp(aws, run) {
	const { cloud, shadow } = aws;
	const device = await run();
	await device.prints("connected");
	// The shadow has come into being.
	await shadow.reports({ on: false, brightness: 100 });
	aws.desire({ on: true, brightness: 40 });
	await device.prints("on, 40 %");
	await shadow.reports({ on: true, brightness: 40 });
	equal(shadow.delta, undefined);

	// What is wished while it is away, it does when it is back.
	cloud.drop();
	await device.prints(/^disconnected: /);
	aws.desire({ on: false });
	await device.prints("connected");
	await device.prints("off");
	await shadow.reports({ on: false, brightness: 40 });

	deepEqual(cloud.protocols, ["x-amzn-mqtt-ca", "x-amzn-mqtt-ca"]);
	deepEqual(cloud.refused, []);
	return device;
}
