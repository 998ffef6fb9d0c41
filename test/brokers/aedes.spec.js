import { AedesBroker } from "./aedes.js";
import { suite } from "./suite.js";

suite(AedesBroker);
