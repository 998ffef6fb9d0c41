import { EnhancedAuthentication } from "mote-mqtt/authentication";
import { equal } from "../../assert.js";
import { Host5 } from "../../mqtt5/host.js";

/** Larger than any property. */
const large = () => new Uint8Array(65_536);

describe("An app that, asked for authentication data, returns more than a property can have,", () => {
	it("has its connection ended, before CONNECT or later; nothing is sent", () => {
		let host = new Host5();
		host.client({ authentication: new EnhancedAuthentication({ method: "M", begin: large, answer: large }) });
		host.step();
		equal(host.sockets, 0);
		equal(host.log.length, 1);
		equal(host.log[0].endsWith(", retry 1000"), true, host.log[0]);
		host = new Host5();
		host.client({ authentication: new EnhancedAuthentication({ method: "M", answer: large }) });
		host.meet();
		host.send('F0 0A 18 08 15 00 01 "M" 16 00 01 "a"');
		host.sent();
		equal(host.socket.closed, true);
		equal(host.log.length, 1);
		equal(host.log[0].endsWith(", retry 1000"), true, host.log[0]);
	});
});
