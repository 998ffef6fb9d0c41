import { EnhancedAuthentication } from "mote-mqtt/authentication";
import { equal } from "../../assert.js";
import { hex } from "../../bytes.js";
import { Host5 } from "../../mqtt5/host.js";

describe("AUTH that comes while a SUBSCRIBE is partly written", () => {
	it("is answered after it, and neither of them damages the other", async () => {
		await undefined;
		const host = new Host5({ room: 60 });
		const authentication = new EnhancedAuthentication({
			method: "M",
			begin: () => hex('"1"'),
			answer: () => hex('"d"*30'),
		});
		const client = host.client({ keepAlive: 0, authentication });
		host.meet();
		host.drain();
		host.send('20 0A 00 00 07 22 00 04 15 00 01 "M"');
		host.drain();
		equal(authentication.reauthenticate(), true);
		host.squeeze(20);
		host.writes.length = 0;
		client.subscribe("0123456789abcdefghijklmnopqrst");
		// Continue Authentication.
		host.send('F0 0A 18 08 15 00 01 "M" 16 00 01 "s"');
		for (let i = 0; i < 4; i++) host.drain();
		host.streamed(
			'82 24 FF FF 00 00 1E "0123456789abcdefghijklmnopqrst" 00',
			'F0 27 18 25 15 00 01 "M" 16 00 1E "d"*30',
		);
	});
});
