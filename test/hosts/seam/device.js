// A device in the simulator: does what the configuration says, and prints the results as JSON.

import probe from "simulator:probe";
import config from "mc/config";
import TCP from "mote-mqtt/socket";
import { measureNative, measureSocket } from "./allocation.js";
import { exercise } from "./exercise.js";

const { what, port } = config;
const say = (result) => trace(JSON.stringify(result), "\n");

if (what === "exercise")
	exercise(
		TCP,
		{ port },
		(...result) => say(result),
		() => {},
	);
else if (what === "socket") measureSocket(probe, port, say);
else measureNative(probe, say);
