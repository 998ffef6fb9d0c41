import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { ACCEPTED, Host, KEPT, PRESENT } from "./host.js";

describe("A transient error while a packet is handled", () => {
	it("ends the connection: a message at QoS 2 with no room for its identifier, which comes again [MQTT-4.8.0-2]", () => {
		const host = new Host();
		host.online({ ...KEPT, exactlyOnce: new ExactlyOnce(1) }, ACCEPTED);
		host.send('34 06 00 01 "a" 00 01 "x" 34 06 00 01 "a" 00 02 "y"');
		// So that it is known when the server has nothing more to say of the first one.
		host.sent("50 02 00 01", "C0 00");
		host.send("D0 00");
		host.happened("message a: x, QoS 2, identifier 1", "receiveMaximumExceeded, retry 1000");
		host.again(PRESENT);
		host.log.length = 0;
		host.send('62 02 00 01 3C 06 00 01 "a" 00 02 "y"');
		host.sent("70 02 00 01", "50 02 00 02");
		host.happened("message a: y, QoS 2, identifier 2, duplicate");
	});
});
