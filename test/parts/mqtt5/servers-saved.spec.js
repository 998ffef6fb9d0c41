import { ACCEPTED, Host5, KEPT, PRESENT } from "../../mqtt5/host.js";
import { describeSavedSessions } from "../servers-saved.js";

describe("Several servers, of which one had the session, in 5.0,", () => {
	describeSavedSessions(Host5, KEPT, PRESENT, ACCEPTED);
});
