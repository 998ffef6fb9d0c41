// "mote-mqtt/tcp" in Node.js: the options with which a client connects over TCP.
import type { HostOptions } from "../../../src/client/options.js";
import { Time } from "../time/time.js";
import { Timer } from "../time/timer.js";
import { Resolver } from "./resolver.js";
import { TCP } from "./socket.js";

/** For the options of a Client: `new Client({ ...tcp, host: "localhost", … })`. */
export const tcp: HostOptions = {
	socket: { io: TCP },
	dns: { io: Resolver },
	timer: Timer as HostOptions["timer"],
	time: Time,
};
