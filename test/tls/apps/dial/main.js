// Does what the test has planned, and prints what happened.

import config from "mc/config";
import { tls } from "mote-mqtt/tls";
import { dial } from "tls/dial";

dial(tls, JSON.parse(config.plan), (result) => trace(JSON.stringify(result), "\n"));
