// Set-up for an ESP32-C3 that QEMU emulates. Replaces the SDK's "setup/network", which waits for Wi-Fi: starts
// Ethernet, waits for DHCP, then runs main.
import config from "mc/config";
import Time from "time";
import Timer from "timer";

function start() @ "mote_ethernet_start";
function address() @ "mote_ethernet_address";

/** How often to look for an address, in milliseconds. */
const INTERVAL = 50;

export default function (done) {
	start();
	const timer = Timer.repeat(() => {
		const own = address();
		if (own === undefined) return;
		Timer.clear(timer);
		trace(`IP address ${own}\n`);
		// QEMU's user networking reaches only this machine, so no time server can be asked. TLS needs the time.
		if (config.epoch) Time.set(Number(config.epoch));
		done();
	}, INTERVAL);
}
