// Does what the test has planned, and prints what happened.

import { dial } from "hosts/tls/dial";
import config from "mc/config";
import { tls } from "mote-mqtt/tls";

dial(tls, JSON.parse(config.plan), (result) => trace(JSON.stringify(result), "\n"));
