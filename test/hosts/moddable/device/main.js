// An app with all specs. The environment tells which of them it runs.
import probe from "simulator:probe";
import { install } from "../../../xs/harness.js";

const harness = install(trace);
import(probe.environment("SPEC")).then(() => harness.run()).then(() => probe.exit(0));
