// Executes the test's plans, and prints the results.

import { dial, dialEach } from "hosts/tls/dial";
import config from "mc/config";
import { tls } from "mote-mqtt/tls";

const plan = JSON.parse(config.plan);
const tell = (result) => trace(JSON.stringify(result), "\n");
if (Array.isArray(plan)) dialEach(tls, plan, tell);
else dial(tls, plan, tell);
