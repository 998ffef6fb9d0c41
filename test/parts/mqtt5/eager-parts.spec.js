import { Eager } from "mote-mqtt/eager";
import { fallback } from "mote-mqtt/fallback";
import { Redirect } from "mote-mqtt/redirect";
import { equal } from "../../assert.js";
import { ACCEPTED, Host5, KEPT } from "../../mqtt5/host.js";
import { open } from "../eager.js";

const CONNECT = '10 19 00 04 "MQTT" 05 00 00 3C 0A 11 FF FF FF FF 27 00 00 00 80 00 02 "me"';
const CONNECT_311 = '10 0E 00 04 "MQTT" 04 00 00 3C 00 02 "me"';
const A1 = '32 07 00 01 "a" 00 01 00 "1"';

let host;
let topic;

function start(options) {
	host = new Host5();
	host.client({ ...KEPT, eager: new Eager(), onOutcome: undefined, ...options });
	topic = host.made.topic("a", { QoS: 1 });
	topic.publish("1");
}

describe("Connecting eagerly in 5.0, with other parts", () => {
	it("falls back to 3.1.1; that connection is eager, too", () => {
		start({ fallback });
		open(host);
		host.sent(CONNECT, A1);
		host.send("20 02 00 01");
		open(host);
		host.sent(CONNECT_311, '3A 06 00 01 "a" 00 01 "1"');
		host.send("20 02 00 00");
		host.send("40 02 00 01");
		equal(host.made.settled, true);
	});

	it("follows a redirection; that connection is eager, too", () => {
		start({ redirect: new Redirect() });
		open(host);
		host.sent(CONNECT, A1);
		// Use another server: "other".
		host.send('20 0B 00 9C 08 1C 00 05 "other"');
		open(host);
		equal(host.socket.options.host, "other");
		host.sent(CONNECT, A1.replace("32", "3A"));
		host.send(ACCEPTED);
		host.send("40 02 00 01");
		host.lose();
		topic.publish("2");
		host.writes.length = 0;
		open(host);
		equal(host.socket.options.host, "10.0.0.1");
		host.sent(CONNECT, '32 07 00 01 "a" 00 02 00 "2"');
	});
});
