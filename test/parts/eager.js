// A client that connects eagerly, and its server, controlled by the test.
import { Eager } from "mote-mqtt/eager";
import { restoreSession } from "mote-mqtt/saved-session";
import { deepEqual, equal } from "../assert.js";
import { concat, hex } from "../bytes.js";

export const DAY = 86_400_000;

/** Waits until there is another socket and TCP is connected. */
export function open(host) {
	const { sockets } = host;
	while (host.sockets === sockets) host.step();
	host.accept();
}

/**
 * A client with one message at a time, and its server. `connect`: CONNECT of a client with a session and without keep
 * alive; `accepted`, `present`, `refused`: CONNACK; `publish`: PUBLISH at QoS 1 to "a" with a first byte, an
 * identifier and a payload of one character.
 */
export class Play {
	/**
	 * Restores `bytes`, which were saved `slept` milliseconds ago, if given; otherwise publishes the first message.
	 */
	constructor(Host, version, options, bytes, slept) {
		this.version = version;
		this.host = new Host();
		this.host.client({
			id: "me",
			clean: false,
			keepAlive: 0,
			silence: 0,
			eager: new Eager(),
			onOutcome: undefined,
			onUndelivered: (identifier, attempts) => this.host.log.push(`undelivered ${identifier}, ${attempts}`),
			...options,
		});
		this.topic = this.host.made.topic("a", { QoS: 1 });
		if (bytes) equal(restoreSession(this.host.made, bytes, slept), true);
		else equal(this.topic.publish("1"), 1);
	}

	/** The message `number`, and its acknowledgement. */
	message(number, first = "32") {
		return this.version.publish(first, `00 0${number}`, `${number}`);
	}

	acknowledge(number) {
		this.host.send(`40 02 00 0${number}`);
	}

	/** Checks that only CONNECT and this message, if any, were sent. */
	left(message) {
		const connect = hex(this.version.connect);
		deepEqual(concat(...this.host.writes.splice(0)), message ? concat(connect, hex(message)) : connect);
	}

	/** Connects eagerly, with the message `number`. */
	eagerly(number, first) {
		open(this.host);
		this.left(this.message(number, first));
	}

	/** Connects without eagerness. The server accepts, and acknowledges the message. */
	plainly(number, connack = this.version.accepted) {
		open(this.host);
		this.left();
		this.host.send(connack);
		this.host.sent(this.message(number));
		this.acknowledge(number);
	}

	/** The connection is lost, and another message is published, which is sent on the next connection. */
	again(number) {
		this.host.lose();
		this.host.log.length = 0;
		equal(this.topic.publish(`${number}`), number);
	}
}
