// What examples/aws-iot must do on any machine.
import { deepEqual, equal } from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Authority } from "../hosts/tls/authority.js";
import { Account, AwsIotCoreOf, admits, ENDPOINT } from "./clouds/aws-account.js";
import { Cloud } from "./clouds/cloud.js";
import { prepare, program } from "./clouds/recipe.js";

const SIGNER = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature,cRLSign,keyCertSign";
const BOTH = "extendedKeyUsage=serverAuth,clientAuth";

/** AWS, with an account that was set up as examples/aws-iot/README.md says. */
export class Aws {
	/** Creates certificates and account. @param folder the copy of the example in build/. */
	constructor(folder) {
		const authority = new Authority();
		this.authority = authority;
		// [server] One root is RSA and one P-256, so that either kind of client works. Both are signed by an older
		// root that devices need not know.
		authority.root("starfield", { subject: "Starfield Services Root Certificate Authority - G2", extensions: SIGNER });
		for (const [name, subject, key] of [
			["rsa", "Amazon Root CA 1", "rsa"],
			["ecc", "Amazon Root CA 3", "ec"],
		]) {
			authority.root(name, { subject, key, extensions: SIGNER });
			const options = { subject: `Amazon ${name} M02`, key, extensions: `${SIGNER}\n${BOTH}` };
			authority.issue(`${name}-m02`, name, options);
			const names = `subjectAltName=DNS:*.${ENDPOINT.split(".").slice(1).join(".")},IP:127.0.0.1,IP:10.0.2.2`;
			authority.issue(`${name}-server`, `${name}-m02`, { subject: "*.iot", key, extensions: `${names}\n${BOTH}` });
			authority.openssl([
				...["x509", "-req", "-in", authority.at(name, "csr"), "-CA", authority.at("starfield", "pem")],
				...["-CAkey", authority.at("starfield", "key"), "-set_serial", "99", "-days", "30", "-sha256"],
				...["-extfile", authority.at(name, "cnf"), "-extensions", "extensions"],
				...["-out", authority.at(`${name}-cross`, "pem")],
			]);
			authority.openssl(["x509", "-in", `${name}.pem`, "-outform", "DER", "-out", `${name}.der`]);
		}
		authority.root("devices", { subject: "AWS IoT Certificate" });
		const commands = {
			aws: `exec ${process.execPath} ${program("aws.js")} "$@"`,
			// Used as: curl -o FILE URL
			curl: `case "$3" in
				https://www.amazontrust.com/repository/AmazonRootCA1.cer) cp "$MOTE_CLOUD/rsa.der" "$2" ;;
				https://www.amazontrust.com/repository/AmazonRootCA3.cer) cp "$MOTE_CLOUD/ecc.der" "$2" ;;
				*) exit 1 ;;
			esac`,
		};
		this.folder = prepare("aws-iot", folder, commands, { MOTE_CLOUD: authority.folder });
	}

	/** The folder of the example's manifest.json. */
	folder;
	authority;
	account;
	cloud;
	#named;

	/** Starts to accept lamps. @param named whether they know the endpoint's name, not only its address. */
	async open({ named = true } = {}) {
		const { authority } = this;
		this.#named = named;
		this.account = new Account(authority.folder);
		this.cloud = await Cloud.start({
			tls: {
				cert: ["ecc", "rsa"].map((name) =>
					authority.pem(`${name}-server`, `${name}-m02`, `${name}-cross`, "starfield"),
				),
				key: ["ecc", "rsa"].map((name) => authority.key(`${name}-server`)),
				requestCert: true,
				rejectUnauthorized: false,
				ALPNProtocols: ["x-amzn-mqtt-ca", "mqtt", "x-amzn-http-ca"],
			},
			admits: admits(this.account, named),
			broker: (world) => new AwsIotCoreOf(world, this.account),
		});
	}

	/** Overrides the lamp's manifest. */
	get config() {
		return { port: this.cloud.port, ...(this.#named ? {} : { host: "127.0.0.1" }) };
	}

	get thing() {
		return JSON.parse(readFileSync(join(this.folder, "manifest.json"), "utf8")).config.thing;
	}

	get shadow() {
		return this.cloud.broker.shadows[this.thing];
	}

	/** Requests a state, as an app would. */
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
	// The shadow now exists.
	await shadow.reports({ on: false, brightness: 100 });
	aws.desire({ on: true, brightness: 40 });
	await device.prints("on, 40 %");
	await shadow.reports({ on: true, brightness: 40 });
	equal(shadow.delta, undefined);

	// A state requested while the lamp is offline is set when it reconnects.
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
