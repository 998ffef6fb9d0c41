// Replaces the SDK's "setup/network" on a chip, which waits for Wi-Fi without limit before it starts main.js.
// This module uses Wi-Fi only if main.js will connect, and starts main.js after a timeout. Without a network,
// the reading is stored and the chip sleeps.

import WiFi from "embedded:network/interface/wifi";
import config from "mc/config";
import { keptMemory } from "mote-mqtt/kept-memory";
import Timer from "timer";

/** Offset of the byte in kept memory that says whether main.js connects this time. */
const CONNECTS = 4;
/** The SDK's state of a connection that has an IP address. */
const ADDRESS = 500;

export default function (done) {
	const kept = keptMemory.read();
	if (!kept?.[CONNECTS]) return done();
	let waiting = true;
	const start = () => {
		if (waiting) done();
		waiting = false;
	};
	Timer.set(start, Number(config.patience));
	const wifi = new WiFi({
		onChanged() {
			if (this.connection >= ADDRESS) start();
		},
	});
	const { ssid: SSID, password } = config;
	wifi.connect(password ? { SSID, password, secure: true } : { SSID });
}
