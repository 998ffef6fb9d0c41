// Computes what a client must do with a stream of valid packets, from the specifications alone.
import { toHex } from "../bytes.js";
import { describeProperties, encode, REQUEST, SERVER_DISCONNECTED, unsubscribe } from "./packets.js";

const hex = (bytes) => toHex(Uint8Array.from(bytes));
const answer = (first, identifier) => hex([first, 2, identifier >> 8, identifier & 255]);

/** @returns { bytes, packets, log, writes }: the stream, whole and as packets, and the expected result of drive(). */
export function expected(version, list) {
	const packets = [];
	const log = [];
	const writes = [];
	/** The acknowledgement that each of the client's requests expects. */
	const awaited = new Map([
		[1, "puback"],
		[2, "puback"],
		[3, "puback"],
		[4, "pubrec"],
		[REQUEST, "suback"],
	]);
	const received = new Set();
	const aliases = new Map();

	for (const packet of list) {
		const given = { ...packet };
		const tell = (...what) => log.push(version === 5 ? [...what, describeProperties(given.properties ?? [])] : what);
		const { identifier } = given;
		const code = version === 5 ? (given.code ?? 0) : 0;
		const awaits = awaited.get(identifier);
		const published = () => {
			awaited.delete(identifier);
			tell("published", identifier, code);
		};
		// An acknowledgement of the wrong QoS is tested with the hostile streams.
		if ((given.type === "puback" && /pubrec|pubcomp/.test(awaits)) || (given.type === "pubrec" && awaits === "puback"))
			continue;
		switch (given.type) {
			case "publish": {
				const { QoS, alias, retain, payload } = given;
				given.name = given.topic;
				if (alias && version === 5) {
					if (aliases.has(alias)) given.name = "";
					else aliases.set(alias, given.topic);
					given.topic = aliases.get(alias);
					given.properties = [...given.properties, [35, alias]];
				}
				if (QoS < 2 || !received.has(identifier))
					tell(
						"message",
						given.topic,
						QoS,
						QoS && identifier,
						retain,
						QoS > 0 && given.duplicate,
						payload.length,
						Buffer.from(payload).toString("hex"),
					);
				if (QoS === 1) writes.push(answer(0x40, identifier));
				if (QoS === 2) {
					received.add(identifier);
					writes.push(answer(0x50, identifier));
				}
				break;
			}
			case "puback":
				if (awaits === "puback") published();
				break;
			case "pubrec":
				if (code < 0x80) {
					if (awaits === "pubrec") awaited.set(identifier, "pubcomp");
					writes.push(answer(0x62, identifier));
				} else if (awaits === "pubrec") published();
				break;
			case "pubrel":
				received.delete(identifier);
				writes.push(answer(0x70, identifier));
				break;
			case "pubcomp":
				if (awaits === "pubcomp") published();
				break;
			case "suback":
				if (awaited.get(REQUEST) !== "suback") break;
				for (const [i, each] of given.codes.entries()) tell("subscribed", `s/${i + 1}`, each);
				awaited.set(REQUEST, "unsuback");
				writes.push(unsubscribe(version));
				break;
			case "unsuback":
				if (awaited.get(REQUEST) !== "unsuback") break;
				awaited.delete(REQUEST);
				tell("unsubscribed", "u", code);
				break;
			case "disconnect":
				log.push(["ended", code || SERVER_DISCONNECTED]);
				break;
		}
		packets.push(encode(given, version));
	}
	return { bytes: packets.flat(), packets, log, writes };
}
