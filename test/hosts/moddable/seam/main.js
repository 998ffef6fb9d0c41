// The device of seam.sdk.js: does what the environment says, and prints the results as JSON.

import probe from "simulator:probe";
import { measureNative, measureSocket } from "allocation";
import { exercise } from "exercise";
import TCP from "mote-mqtt/socket";

const { what, port } = JSON.parse(probe.environment("SEAM"));
const say = (result) => trace(JSON.stringify(result), "\n");
const end = () => probe.exit(0);
const last = (result) => {
	say(result);
	end();
};

if (what === "exercise") exercise(TCP, { port }, (...result) => say(result), end);
else if (what === "socket") measureSocket(probe, port, last);
else measureNative(probe, last);
