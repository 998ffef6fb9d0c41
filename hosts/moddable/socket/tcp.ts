// "mote-mqtt/tcp" on a device and in the simulators: the options with which a client connects over TCP.

import UDP from "embedded:io/socket/udp";
import { native } from "mote-mqtt/native";
import Resolver from "mote-mqtt/resolver";
import TCP from "mote-mqtt/socket";
import Time from "time";
import Timer from "timer";
import type { HostOptions } from "../../../src/client/options.js";
import type { Native } from "../../../src/host.js";

/** Options for a Client: `new Client({ ...tcp, host: "broker.local", … })`. Frozen, so that they stay in flash. */
export const tcp: HostOptions & { native: Native } = Object.freeze({
	socket: Object.freeze({ io: TCP }),
	dns: Object.freeze({ io: Resolver, socket: Object.freeze({ io: UDP }) }),
	timer: Timer,
	time: Time,
	native,
});
