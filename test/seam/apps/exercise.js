// exercise.js on a device: prints what it says, a line of JSON each. `which` in the configuration: "tcp" or "tls".

import config from "mc/config";
import TCP from "mote-mqtt/socket";
import { exercise } from "../exercise.js";

exercise(
	TCP,
	{ port: config.port },
	(name, values) => trace(JSON.stringify([name, values]), "\n"),
	() => {},
);
