// On a chip, in place of the SDK's "setup/network", which waits for Wi-Fi as long as it takes, and only then starts main.js. Here
// there is no Wi-Fi where main.js does not connect; and it is started after a while in any case: without a network, the reading is kept, and the chip sleeps.

import WiFi from "embedded:network/interface/wifi";
import config from "mc/config";
import { keptMemory } from "mote-mqtt/kept-memory";
import Timer from "timer";

/** Where main.js keeps whether it connects this time. */
const CONNECTS = 4;
/** Of the SDK's states of a connection: it has an IP address. */
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
