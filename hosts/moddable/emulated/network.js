// Set-up, on an ESP32-C3 that QEMU emulates: in place of the SDK's "setup/network", which waits for Wi-Fi. Ethernet, DHCP, then main.
import config from "mc/config";
import Time from "time";
import Timer from "timer";

function start() @ "mote_ethernet_start";
function address() @ "mote_ethernet_address";

/** Milliseconds between two looks whether there is an address. */
const INTERVAL = 50;

export default function (done) {
	start();
	const timer = Timer.repeat(() => {
		const own = address();
		if (own === undefined) return;
		Timer.clear(timer);
		trace(`IP address ${own}\n`);
		// Nothing sets the clock where QEMU's user networking ends at this machine. TLS needs it.
		if (config.epoch) Time.set(Number(config.epoch));
		done();
	}, INTERVAL);
}
