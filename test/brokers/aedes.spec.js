import { Aedes5Broker, AedesBroker } from "./aedes.js";
import { SPOKEN, suite } from "./suite.js";

suite(AedesBroker);
suite(AedesBroker, SPOKEN.fallen);
suite(Aedes5Broker, SPOKEN[5]);
