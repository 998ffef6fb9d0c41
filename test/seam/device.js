// exercise.js on a device, over TCP: prints what it says, a line of JSON each.

import config from "mc/config";
import TCP from "mote-mqtt/socket";
import { exercise } from "./exercise.js";

const say = (name, values) => trace(JSON.stringify([name, values]), "\n");
exercise(TCP, { port: config.port }, say, () => {});
