import { equal, throws } from "../assert.js";
import { Host } from "./host.js";

/** Checks that `run` throws a `Class`, whose message begins with `name`, a colon, and what was expected. */
function refuses(name, Class, run) {
	const { message } = throws(run, Class, `${name}: expected `);
	equal(message.indexOf(`${name}: expected `), 0, message);
}

describe("topic()", () => {
	it("accepts a Topic Name: at least one character, no wildcard, no U+0000 [MQTT-4.7.3-1] [MQTT-4.7.1-1] [MQTT-4.7.3-2] [MQTT-3.3.2-1] [MQTT-3.3.2-2]", () => {
		const client = new Host().client();
		for (const name of ["", "#", "+", "a/#", "a+", "a\0b", "\ud800", undefined, null, 5, {}]) {
			refuses("topic", TypeError, () => client.topic(name));
		}
		for (const name of ["/", " ", "a", "a/b", "$x", "\ufeffa", "\u{1f600}"]) client.topic(name);
	});

	it("takes one that fits in buffers.send, where that is needed: at QoS 0", () => {
		const client = new Host().client({ buffers: { send: 32 } });
		refuses("topic", RangeError, () => client.topic("x".repeat(29)));
		throws(() => client.topic("x".repeat(29)), RangeError, "buffers.send");
		client.topic("x".repeat(28));
		client.topic("x".repeat(60), { QoS: 1 });
	});

	it("says what QoS 2 takes, and so does subscribe()", () => {
		const client = new Host().client();
		const said = "QoS: expected 0 or 1; 2 needs the option exactlyOnce";
		throws(() => client.topic("a", { QoS: 2 }), RangeError, said);
		throws(() => client.subscribe("a", { QoS: 2 }), RangeError, said);
		throws(() => client.subscribe([{ filter: "a", QoS: 2 }]), RangeError, said);
	});

	it("accepts QoS 0 or 1, and retain true or false [MQTT-3.3.1-4]", () => {
		const client = new Host().client();
		for (const QoS of [2, 3, -1, "1", 0.5, null, true]) refuses("QoS", RangeError, () => client.topic("a", { QoS }));
		for (const retain of [0, 1, "", null]) refuses("retain", TypeError, () => client.topic("a", { retain }));
		for (const options of [null, 5]) refuses("options", TypeError, () => client.topic("a", options));
		equal(client.topic("a").QoS, 0);
		equal(client.topic("a", { QoS: 1 }).QoS, 1);
	});
});

describe("subscribe() and unsubscribe()", () => {
	it("accept Topic Filters, or throw before anything is sent [MQTT-4.7.1-2] [MQTT-4.7.1-3] [MQTT-3.8.3-1] [MQTT-3.10.3-1]", () => {
		const host = new Host();
		const client = host.online();
		for (const filter of ["", "a/#/b", "a#", "#/a", "a+", "+a", "a/+b", "a\0", "\ud800", undefined, null, 5]) {
			if (typeof filter === "string") {
				refuses("filter", TypeError, () => client.subscribe(filter));
				refuses("filter", TypeError, () => client.unsubscribe(filter));
			}
			refuses("filter", TypeError, () => client.subscribe([{ filter: "a" }, { filter }]));
			refuses("filter", TypeError, () => client.unsubscribe(["a", filter]));
		}
		host.sent();
		equal(client.settled, true);
		for (const filter of ["#", "+", "/", "a/#", "+/+", "/+/#", "a/+/b"]) equal(client.subscribe(filter), 0, filter);
	});

	it("take QoS 0 or 1", () => {
		const host = new Host();
		const client = host.online();
		for (const QoS of [2, 3, -1, "1", 0.5, null]) {
			refuses("QoS", RangeError, () => client.subscribe("a", { QoS }));
			refuses("QoS", RangeError, () => client.subscribe([{ filter: "a", QoS }]));
		}
		host.sent();
	});

	it("require at least one filter [MQTT-3.8.3-3] [MQTT-3.10.3-2]", () => {
		const host = new Host();
		const client = host.online();
		refuses("filters", RangeError, () => client.subscribe([]));
		refuses("filters", RangeError, () => client.unsubscribe([]));
		host.sent();
	});

	it("take a string, an object with a filter, or a list of these, nothing else", () => {
		const client = new Host().online();
		for (const filters of [undefined, null, 5, {}, true, { filter: 5 }, { filters: "a" }]) {
			refuses("filter", TypeError, () => client.subscribe(filters));
			refuses("filter", TypeError, () => client.unsubscribe(filters));
		}
		for (const entry of [undefined, null, 5, {}]) refuses("filter", TypeError, () => client.subscribe([entry]));
	});
});

describe("disconnect()", () => {
	it("takes milliseconds, a whole number that fits in 31 bits", () => {
		const host = new Host();
		const client = host.online();
		for (const within of [-1, 1.5, Number.NaN, Infinity, 2 ** 31, "100", null]) {
			refuses("within", RangeError, () => client.disconnect(within));
		}
		host.advance(1_000);
		equal(client.connected, true);
		host.happened();
	});
});
