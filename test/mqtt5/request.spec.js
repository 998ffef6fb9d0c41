import { Property, PropertyList } from "mote-mqtt/mqtt5";
import { equal } from "../assert.js";
import { hex } from "../bytes.js";
import { Host5 } from "./host.js";

describe("Requests", () => {
	it("sends with one topic: its response topic is constant, its correlation data changes", async () => {
		await undefined;
		const host = new Host5();
		const client = host.online();
		const properties = new PropertyList(8);
		const topic = client.topic("a", { responseTopic: "r", properties });
		for (const data of ["01", "02 03"]) {
			properties.clear();
			equal(properties.add(Property.correlationData, hex(data)), true);
			topic.publish("?");
		}
		properties.clear();
		topic.publish();
		host.sent(
			'30 0D 00 01 "a" 08 08 00 01 "r" 09 00 01 01 "?"',
			'30 0E 00 01 "a" 09 08 00 01 "r" 09 00 02 02 03 "?"',
			'30 08 00 01 "a" 04 08 00 01 "r"',
		);
	});

	it("stores changing properties with a queued message", async () => {
		await undefined;
		const host = new Host5();
		const client = host.client();
		const properties = new PropertyList(8);
		const topic = client.topic("a", { QoS: 1, properties });
		properties.add(Property.correlationData, hex("01"));
		topic.publish("x");
		properties.clear();
		host.again();
		host.sent('32 0B 00 01 "a" 00 01 04 09 00 01 01 "x"');
	});

	it("requests response information from the server, and receives it", async () => {
		await undefined;
		const host = new Host5();
		host.client({
			requestResponseInformation: true,
			requestProblemInformation: false,
			onConnect: () => host.log.push(host.made.properties.get(Property.responseInformation)),
		});
		host.step();
		host.accept();
		host.sent('10 16 00 04 "MQTT" 05 02 00 3C 09 27 00 00 00 80 19 01 17 00 00 00');
		host.send('20 09 00 00 06 1A 00 03 "r/9"');
		host.happened("r/9");
	});
});
