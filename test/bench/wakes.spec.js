// What a wake takes: only round trips and bytes are asserted, never milliseconds.
import { deepEqual, equal, ok } from "node:assert/strict";
import { missingBroker } from "../../bench/wakes/broker.js";
import { BATTERY, CHIPS, chargeOf } from "../../bench/wakes/charge.js";
import { measureWakes } from "../../bench/wakes/measure.js";
import { drawWakes } from "../../bench/wakes/picture.js";
import { whyNot } from "../hosts/tls/machines.js";
import { missing } from "../require.js";

/** From SYN to the last PUBACK of 12 messages. Looking up the name comes before. */
const ROUND_TRIPS = {
	TCP: 3,
	"TCP, eager": 2,
	"TCP, saved, eager": 2,
	WebSocket: 4,
	"WebSocket, eager": 3,
	"TLS, full": 5,
	"TLS, full, eager": 4,
	"TLS, resumed": 4,
	"TLS, resumed, eager": 3,
	"TLS, resumed, saved, eager": 3,
};

/**
 * CONNECT with an identifier of 9 characters, 12 PUBLISH with a topic of 18, DISCONNECT. Received: CONNACK, 12
 * PUBACK.
 */
const SENT = 2 + 10 + 2 + 9 + 12 * (2 + 2 + 18 + 2 + 40) + 2;
const RECEIVED = 4 + 12 * 4;

describe("A wake", function () {
	this.timeout(600_000);
	const noBroker = missingBroker();
	if (noBroker) {
		missing("mosquitto", noBroker);
		return;
	}
	let rows;
	let noTLS;
	before(async () => {
		noTLS = await whyNot(64);
		rows = await measureWakes([20], { secure: !noTLS });
	});

	for (const [variant, roundTrips] of Object.entries(ROUND_TRIPS)) {
		it(`takes ${roundTrips} round trips from SYN to the last PUBACK: ${variant}`, function () {
			if (noTLS && variant.startsWith("TLS")) return this.skip();
			const row = rows.find((each) => each.client === "Mote" && each.variant === variant);
			equal(row.fromSyn, roundTrips);
			// A saved session contains the address, so no name is looked up.
			equal(row.roundTrips, roundTrips + (variant.includes("saved") ? 0 : 1));
			equal(row.early, variant.endsWith("eager"));
		});
	}

	it("takes no byte beyond what the protocol needs, eager or not", () => {
		for (const variant of ["TCP", "TCP, eager"]) {
			const { sent, received } = rows.find((row) => row.client === "Mote" && row.variant === variant);
			equal(sent.bytes, SENT);
			equal(received.bytes, RECEIVED);
		}
	});

	it("receives fewer bytes with a resumed TLS session, because it has no certificate", () => {
		if (noTLS) return;
		const received = (variant) => rows.find((row) => row.client === "Mote" && row.variant === variant).received.bytes;
		ok(received("TLS, resumed") < received("TLS, full") / 2);
	});

	it("is drawn with one line for each way to connect", () => {
		const picture = drawWakes(rows);
		equal(picture.match(/>Mote</g).length, rows.filter(({ client }) => client === "Mote").length);
	});
});

describe("The model of charge", () => {
	it("is the sum of a datasheet's currents times their durations", () => {
		const { receive, association } = CHIPS.ESP32;
		const { millicoulombs } = chargeOf("ESP32", { milliseconds: 700, sent: { segments: 0, bytes: 0 } });
		// A second of receiving: 300 ms of association and 700 ms.
		equal(association, 300);
		equal(millicoulombs, receive);
	});

	it("gives the life of two AA cells with one wake an hour", () => {
		const { years } = chargeOf("ESP32", { milliseconds: 700, sent: { segments: 0, bytes: 0 } });
		// 97.5 mC of the wake and 36 mC of sleep at 10 µA, from 2,500 mAh.
		equal(BATTERY, 2500);
		equal(years, Math.round(((2500 * 3600) / (97.5 + 35.99) / 24 / 365) * 10) / 10);
	});

	it("has no TLS for an ESP8266, which does not have enough memory", () => {
		deepEqual(chargeOf("ESP8266", { milliseconds: 1, sent: { segments: 1, bytes: 1 }, tls: "full" }), undefined);
	});
});
