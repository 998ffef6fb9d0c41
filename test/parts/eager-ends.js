// How a client handles the failures of servers to which it connects eagerly: the same for both versions.
import { Eager } from "mote-mqtt/eager";
import { equal } from "../assert.js";
import { DAY, open, Play } from "./eager.js";

export function describeEnds(Host, version) {
	let play;
	let host;

	function start(options) {
		play = new Play(Host, version, options);
		host = play.host;
	}

	it("that closes before CONNACK is reconnected to at once, not eagerly, and stays so for a day", () => {
		start();
		play.eagerly(1);
		host.lose();
		const { elapsed } = host;
		play.plainly(1);
		equal(host.elapsed - elapsed < 5, true);
		host.happened("connected", "settled");
		play.again(2);
		play.plainly(2);
		host.advance(DAY);
		play.again(3);
		play.eagerly(3);
	});

	it("that refuses CONNECT is not connected to eagerly the next time, which comes even if `reconnect` is false", () => {
		for (const reconnect of [undefined, false]) {
			start({ reconnect });
			play.eagerly(1);
			host.send(version.refused);
			host.happened("serverUnavailable, retry 1000");
			play.plainly(1);
			play.again(2);
			if (reconnect === false) host.made.connect();
			play.plainly(2);
		}
	});

	it("that refuses CONNECT for a permanent reason is retried as usual", () => {
		start();
		play.eagerly(1);
		host.send(version.badUserNameOrPassword);
		host.happened("badUserNameOrPassword, retry 900000");
		play.plainly(1);
		start({ reconnect: false });
		play.eagerly(1);
		host.send(version.badUserNameOrPassword);
		host.happened("badUserNameOrPassword");
	});

	it("that closes after CONNACK is retried without eagerness, even if `reconnect` is false, and no message is blamed", () => {
		for (const options of [{}, { reconnect: false }, { attempts: 1 }]) {
			start(options);
			play.eagerly(1);
			host.send(version.accepted);
			host.lose();
			host.happened("connected", "connectionLost, retry 1000");
			play.plainly(1);
			host.happened("connected", "settled");
		}
	});

	it("that drops early packets is left after `patience`; these are resent in order", () => {
		start({ eager: new Eager(2_000) });
		play.eagerly(1);
		host.advance(300);
		host.send(version.accepted);
		play.topic.publish("2");
		host.advance(1_998);
		host.happened("connected");
		host.sent();
		host.advance(3);
		host.happened("acknowledgeTimeout, retry 1000");
		open(host);
		play.left();
		host.send(version.present);
		// One at a time, until it is known that early packets are accepted.
		host.sent(play.message(1, "3A"));
		play.acknowledge(1);
		host.sent(play.message(2));
		play.acknowledge(2);
		host.happened("connected, session present", "settled");
		play.again(3);
		play.plainly(3);
	});

	it("that is silent is reconnected to after `timeout`", () => {
		start({ timeout: 7_000 });
		play.eagerly(1);
		host.advance(6_990);
		equal(host.sockets, 1);
		play.plainly(1);
		equal(host.sockets, 2);
		host.happened("connected", "settled");
	});

	it("that is slow to acknowledge has its time if nothing was sent early", () => {
		start();
		play.eagerly(1);
		host.lose();
		open(host);
		host.send(version.accepted);
		host.advance(60_000);
		play.acknowledge(1);
		host.happened("connected", "settled");
	});
}
