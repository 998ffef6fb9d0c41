// Ten kinds of mistakes that new users make. Each must get an error that names the mistake and says what to write.
// Some kinds have a spec of their own with more cases: types.spec.js, commands.spec.js, mutated.spec.js.
import assert from "node:assert/strict";
import { join } from "node:path";
import { Client } from "mote-mqtt";
import { Credentials } from "mote-mqtt/credentials";
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { Client as Client5, PropertyList } from "mote-mqtt/mqtt5";
import { tcp } from "mote-mqtt/tcp";
import { tls } from "mote-mqtt/tls";
import { readApp } from "../../build/hosts/simulator/launcher/manifest.js";
import { folder } from "../hosts/simulator/app.js";

/** Makes a client that never connects. */
const make = (options, Class = Client) => {
	const client = new Class({ ...tcp, host: "127.0.0.1", port: 1, reconnect: false, ...options });
	client.close();
	return client;
};
const simulated = (manifest) => readApp(join(folder({ "main.js": "", "manifest.json": manifest }), "manifest.json"));

/** By kind: the mistake, and the part of the message that names it and the remedy. */
const kinds = {
	"a misspelt option": [
		[() => make({ keepalive: 60_000 }), /keepalive.*keepAlive/],
		[() => make({ onconnect() {} }), /onconnect.*onConnect/],
		[() => make({ buffers: { recieve: 256 } }), /recieve.*receive/],
	],
	"a name from another client": [
		[() => make({ clientId: "a" }), /clientId.*\bid\b/],
		[() => make({ username: "a" }), /username.*\buser\b/],
		[() => make({}).topic("a", { qos: 1 }), /qos.*QoS/],
	],
	"a number that cannot be": [
		[() => make({ keepAlive: 60 }), /keepAlive: expected .*1,?000/],
		[() => make({ port: 65_536 }), /port: expected .*65,?535/],
		[() => make({ buffers: { send: 1 } }), /buffers\.send: expected .*32/],
	],
	"a URL in place of a host": [[() => make({ host: "mqtt://broker.local" }), /host: expected .*name/]],
	"options that do not go together": [
		[() => make({ clean: false }), /\bid: expected/],
		[() => make({ password: "a" }), /user/],
	],
	"a topic or filter that MQTT does not allow": [
		[() => make({}).topic("a/#"), /topic: expected a topic name, without/],
		[() => make({}).topic("a", { QoS: 2 }), /exactlyOnce/],
	],
	"a part that is no object of its class": [
		[() => make({ exactlyOnce: true }), /exactlyOnce: expected an object from .*the part of that name/],
		[() => make({ credentials: () => ({}) }), /credentials: expected an object from .*the part of that name/],
		[() => new ExactlyOnce("5"), /room: expected a whole number/],
		[() => new Credentials("me"), /ask: expected a function/],
	],
	"a certificate in PEM": [
		[() => tls({ certificate: "-----BEGIN CERTIFICATE-----" }), /tls\.certificate: expected DER, not PEM/],
	],
	"what only 5.0 has, and what it has not": [
		[() => make({ sessionExpiry: 60_000 }), /sessionExpiry/],
		[() => make({ sessionExpiryInterval: 60_000 }, Client5), /sessionExpiryInterval.*sessionExpiry/],
		[() => new PropertyList(64).add("contentType", new Uint8Array(1)), /identifier: expected one of Property/],
	],
	"a manifest that is no such thing": [
		[() => simulated({ modules: { main: "./man" } }), /lists .*man\.js, but neither this file nor man\.ts exists/],
		[
			() => simulated({ modules: { "*": "./main" }, creation: { stack: "many" } }),
			/"creation\.stack": expected a whole number from 0 to/,
		],
		[() => simulated({ modules: {} }), /no manifest lists the module "main", with which the device starts/],
	],
};

describe("A mistake is named together with its remedy:", () => {
	for (const [kind, mistakes] of Object.entries(kinds)) {
		it(kind, () => {
			for (const [make, pattern] of mistakes) {
				assert.throws(
					make,
					(error) => {
						assert.match(error.message, pattern);
						assert.ok(!error.message.includes("\n"), error.message);
						return true;
					},
					String(make),
				);
			}
		});
	}
});
