// A model, not a measurement: the battery charge of a wake, computed from published figures. It serves to compare
// wakes. A board's regulator, antenna and access point make more difference than some of the compared variants.

/**
 * In milliamperes at 3.3 V and 25 °C, and milliseconds.
 *
 * ESP32: Espressif, "ESP32 Series Datasheet", version 4.x, "RF Power-Consumption Specifications" (transmit 802.11n,
 * MCS7, 14 dBm: 180 mA; receive: 95 to 100 mA) and "Power Consumption by Power Modes" (deep sleep with timer and RTC
 * memory: 10 µA).
 * ESP8266: Espressif, "ESP8266EX Datasheet", version 6.x, table 5-2 (transmit 802.11n, MCS7, 13 dBm: 120 mA; receive
 * 802.11n: 56 mA) and table 3-4 (deep sleep: 20 µA; from wake-up until the access point is connected: 0.3 to 1 s, of
 * which this model uses the minimum, for both chips).
 * A full TLS handshake takes 1,664 ms of an ESP32's processor; a resumed session saves about 1,500 (measurements in
 * haumacher/phoneblock, pull request 323, and espressif/esp-mqtt, issue 331). An ESP8266 does not have enough memory
 * for TLS.
 */
export const CHIPS = {
	ESP32: { receive: 97.5, transmit: 180, sleep: 0.01, association: 300, handshake: { full: 1664, resumed: 164 } },
	ESP8266: { receive: 56, transmit: 120, sleep: 0.02, association: 300 },
};

/**
 * Two AA cells in series, each of 2,500 mAh: Energizer's datasheet of the alkaline E91 gives about 3,000 at 25 mA to
 * 0.8 V; this subtracts what is left in a cell at 1.1 V and lost in ten years. No converter, and no other consumers.
 */
export const BATTERY = 2500;

/** A wake each hour sends 12 readings, one every five minutes. Taking them needs no radio and is not counted. */
const INTERVAL = 3_600_000;

/**
 * Milliseconds of air time for each segment: preamble, headers, acknowledgement (IEEE 802.11n, approximately); and
 * for each byte, at 6.5 Mbit/s (MCS0).
 */
const AIR = { segment: 0.3, byte: 8 / 6500 };
const HEADERS = 40;

/**
 * The charge of a wake in millicoulombs, and how many years two AA cells last.
 * @param wake `milliseconds`, `sent`: { segments, bytes }, and `tls`: "full", "resumed" or undefined.
 * @returns undefined if the chip cannot do it.
 */
export function chargeOf(chip, { milliseconds, sent, tls }) {
	const { receive, transmit, sleep, association, handshake } = CHIPS[chip];
	if (tls && !handshake) return;
	const awake = association + milliseconds + (tls ? handshake[tls] : 0);
	const onAir = sent.segments * AIR.segment + (sent.bytes + sent.segments * HEADERS) * AIR.byte;
	const wake = (awake * receive + onAir * (transmit - receive)) / 1000;
	const asleep = ((INTERVAL - awake) * sleep) / 1000;
	const hours = (BATTERY * 3600) / (wake + asleep);
	return { millicoulombs: Math.round(wake * 10) / 10, years: Math.round((hours / 24 / 365) * 10) / 10 };
}
