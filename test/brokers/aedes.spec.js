import { Aedes5Broker, AedesBroker } from "./aedes.js";
import { SPOKEN, suite } from "./suite.js";
import { suite5 } from "./suite5.js";

suite(AedesBroker);
suite(AedesBroker, SPOKEN.fallen);
suite(Aedes5Broker, SPOKEN[5]);
suite5(Aedes5Broker);
