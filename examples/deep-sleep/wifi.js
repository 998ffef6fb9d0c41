// On a chip, in place of the SDK's "setup/network", which waits for Wi-Fi as long as it takes, and only then starts main.js. Here
// main.js is started after a while in any case: without a network, the reading is kept, and the chip sleeps.

import WiFi from "embedded:network/interface/wifi";
import config from "mc/config";
import Timer from "timer";

/** Of the SDK's states of a connection: it has an IP address. */
const ADDRESS = 500;

export default function (done) {
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
