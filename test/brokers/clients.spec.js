// Properties of 5.0, sent to and received from independent clients: mosquitto_pub and mosquitto_sub.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Client, Property } from "mote-mqtt/mqtt5";
import { tcp } from "mote-mqtt/tcp";
import { deepEqual, equal } from "../assert.js";
import { Recorder } from "../hosts/node/recorder.js";
import { missing } from "../require.js";
import { Aedes5Broker } from "./aedes.js";
import { MosquittoBroker } from "./mosquitto.js";

/** Topic, payload, content type, correlation data, response topic, user properties. */
const FORMAT = "%t|%p|%C|%D|%R|%P";

for (const Broker of [MosquittoBroker, Aedes5Broker]) {
	describe(`The client of 5.0 and mosquitto's own, with ${Broker.title}`, () => {
		const { error } = spawnSync("mosquitto_sub", ["--help"]);
		if (error) return missing("mosquitto-clients", `mosquitto_sub cannot be run (${error.code})`);
		const reason = Broker.missing?.();
		if (reason) return missing(Broker.title, reason);

		let broker;
		let client;
		let calls;

		beforeEach(async () => {
			broker = await Broker.start({ limits: { topicAliasMaximum: 4 } });
			calls = new Recorder();
		});

		afterEach(async () => {
			client?.close();
			await broker?.stop();
		});

		const connection = () => ["-V", "5", "-h", "127.0.0.1", "-p", String(broker.port), "-q", "1"];

		async function connect(options) {
			client = new Client({
				...tcp,
				host: "127.0.0.1",
				port: broker.port,
				onConnect: calls.on("onConnect"),
				onSubscribe: calls.on("onSubscribe"),
				...options,
			});
			await calls.called("onConnect");
		}

		it("receives what Mote publishes", async () => {
			const listener = spawn("mosquitto_sub", [...connection(), "-t", "ready", "-t", "out/#", "-F", FORMAT], {
				stdio: ["ignore", "pipe", "inherit"],
			});
			const received = [];
			createInterface(listener.stdout).on("line", (line) => calls.on("line")(received.push(line)));
			try {
				await connect();
				const ready = client.topic("ready", { QoS: 1 });
				// mosquitto_sub does not report when it has subscribed, so a message is repeated until it arrives.
				while (!received.length) {
					ready.publish();
					await new Promise((resolve) => setTimeout(resolve, 20));
				}
				const topic = client.topic("out/größe", {
					QoS: 1,
					contentType: "text/plain",
					correlationData: "17",
					responseTopic: "answers",
					userProperties: { colour: ["red", "grün"] },
				});
				for (const text of ["one", "two"]) topic.publish(text);
				const of = () => received.filter((line) => line.startsWith("out/"));
				await calls.until(() => of().length === 2);
				deepEqual(
					of(),
					["one", "two"].map((text) => `out/größe|${text}|text/plain|17|answers|colour:red colour:grün`),
				);
			} finally {
				listener.kill();
				await once(listener, "exit");
			}
		});

		it("publishes what Mote receives", async () => {
			const onMessage = ({ topic, text, QoS }) => {
				const { properties } = client;
				calls.on("onMessage")({
					topic,
					text,
					QoS,
					contentType: properties.get(Property.contentType),
					correlationData: [...properties.get(Property.correlationData)],
					responseTopic: properties.get(Property.responseTopic),
					colour: properties.user("colour"),
					payloadFormat: properties.get(Property.payloadFormat),
					expires: properties.get(Property.messageExpiry) > 90,
				});
			};
			await connect({ onMessage });
			equal(client.subscribe("in/+", { QoS: 1 }), 0);
			await calls.called("onSubscribe");
			const publisher = spawn("mosquitto_pub", [
				...connection(),
				...["-t", "in/größe", "-m", "21,5 °C"],
				...["content-type", "text/plain", "correlation-data", "17", "response-topic", "answers"].flatMap((each, i) =>
					i % 2 ? [each] : ["-D", "publish", each],
				),
				...["-D", "publish", "user-property", "colour", "grün"],
				...["-D", "publish", "payload-format-indicator", "1"],
				...["-D", "publish", "message-expiry-interval", "100"],
			]);
			const [code] = await once(publisher, "exit");
			equal(code, 0);
			await calls.called("onMessage");
			deepEqual(calls.calls.find(([name]) => name === "onMessage")[1], {
				topic: "in/größe",
				text: "21,5 °C",
				QoS: 1,
				contentType: "text/plain",
				correlationData: [0x31, 0x37],
				responseTopic: "answers",
				colour: "grün",
				payloadFormat: 1,
				expires: true,
			});
		});
	});
}
