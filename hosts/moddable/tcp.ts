// "mote-mqtt/tcp" on a device, and in the simulators: what a client needs of the machine, to connect over TCP.

import UDP from "embedded:io/socket/udp";
import Resolver from "embedded:network/dns/resolver/udp";
import type { HostOptions } from "mote-mqtt";
import TCP from "mote-mqtt/socket";
import Time from "time";
import Timer from "timer";

/** For the options of a Client: `new Client({ ...tcp, host: "broker.local", … })`. */
export const tcp: HostOptions = {
	socket: { io: TCP },
	dns: { io: Resolver, socket: { io: UDP } },
	timer: Timer,
	time: Time,
};
