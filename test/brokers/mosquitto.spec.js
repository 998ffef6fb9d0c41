import { missing } from "../require.js";
import { MosquittoBroker } from "./mosquitto.js";
import { SPOKEN, suite } from "./suite.js";
import { suite5 } from "./suite5.js";

const reason = MosquittoBroker.missing();
if (reason) describe("The client with mosquitto", () => missing("mosquitto", reason));
else {
	suite(MosquittoBroker);
	suite(MosquittoBroker, SPOKEN[5]);
	suite5(MosquittoBroker);
}
