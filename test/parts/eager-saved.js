// What a saved session remembers about eager publishing: the same for both versions.
import { Eager } from "mote-mqtt/eager";
import { savedSize, saveSession } from "mote-mqtt/saved-session";
import { equal } from "../assert.js";
import { DAY, open, Play } from "./eager.js";

export function describeSaved(Host, version) {
	let play;
	let host;

	function start() {
		play = new Play(Host, version);
		host = play.host;
	}

	/** The device sleeps, and wakes with another client, which also has the message `number` unless that is 0. */
	function sleep(milliseconds, number) {
		const bytes = new Uint8Array(savedSize(host.made));
		saveSession(host.made, bytes);
		host.made.close();
		play = new Play(Host, version, { eager: new Eager() }, bytes, milliseconds);
		host = play.host;
		if (number) equal(play.topic.publish(`${number}`), number);
	}

	it("that a server is left alone, and for how long, whether the device sleeps or not", () => {
		start();
		play.eagerly(1);
		host.lose();
		play.plainly(1);
		sleep(DAY / 2, 2);
		play.plainly(2);
		host.advance(DAY / 4);
		sleep(DAY / 4 - 10_000, 3);
		play.plainly(3);
		sleep(10_000, 4);
		play.eagerly(4);
		host.lose();
		play.plainly(4);
		// Two days now.
		sleep(DAY, 5);
		play.plainly(5);
		sleep(DAY, 6);
		play.eagerly(6);
	});

	it("that the last attempt was eager and not acknowledged, so that the next one is not eager", () => {
		start();
		play.eagerly(1);
		sleep(1_000, 0);
		open(host);
		play.left();
		host.send(version.present);
		host.sent(play.message(1, "3A"));
		play.acknowledge(1);
		sleep(1_000, 2);
		play.plainly(2);
	});

	it("nothing if everything succeeds", () => {
		start();
		play.eagerly(1);
		host.send(version.accepted);
		play.acknowledge(1);
		sleep(1_000, 2);
		play.eagerly(2);
	});
}
