import { missing } from "../require.js";
import { MosquittoBroker } from "./mosquitto.js";
import { suite } from "./suite.js";

const reason = MosquittoBroker.missing();
if (reason) describe("The client with mosquitto", () => missing("mosquitto", reason));
else suite(MosquittoBroker);
