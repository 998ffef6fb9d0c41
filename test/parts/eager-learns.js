// What a client learns about servers to which it connects eagerly: the same for both versions.
import { DAY, open, Play } from "./eager.js";

export function describeLearning(Host, version) {
	let play;
	let host;

	function start() {
		play = new Play(Host, version);
		host = play.host;
	}

	it("nothing from one that fails without eagerness as well, which is connected to eagerly again", () => {
		start();
		for (let i = 0; i < 3; i++) {
			play.eagerly(1, i ? "3A" : "32");
			host.lose();
			open(host);
			play.left();
			host.lose();
			host.happened(`connectionLost, retry ${1_000 << i}`);
		}
		play.eagerly(1, "3A");
		host.send(version.present);
		play.acknowledge(1);
		play.again(2);
		play.eagerly(2);
	});

	it("not to be eager for a day, then two, then four, until it succeeds once", () => {
		start();
		let number = 1;
		const fails = () => {
			play.eagerly(number);
			host.lose();
			play.plainly(number);
		};
		fails();
		for (const days of [1, 2, 4]) {
			host.advance(days * DAY - 60_000);
			play.again(++number);
			play.plainly(number);
			host.advance(60_000);
			play.again(++number);
			if (days < 4) fails();
		}
		play.eagerly(7);
		host.send(version.accepted);
		play.acknowledge(7);
		play.again(8);
		number = 8;
		fails();
		host.advance(DAY);
		play.again(9);
		play.eagerly(9);
	});

	it("it by name and port, and another server is independent", () => {
		start();
		play.eagerly(1);
		host.lose();
		play.plainly(1);
		host.made.port = 1884;
		play.again(2);
		play.eagerly(2);
		host.send(version.accepted);
		play.acknowledge(2);
		host.made.port = 1883;
		play.again(3);
		play.plainly(3);
	});

	it("not to be eager the next time, even if close() came before the result", () => {
		start();
		play.eagerly(1);
		host.made.close();
		host.made.connect();
		play.plainly(1);
	});
}
