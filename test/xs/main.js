// A device's app: one spec file, named in its configuration.
import config from "mc/config";
import { install } from "./harness.js";

const harness = install(trace);
import(config.spec).then(() => harness.run());
