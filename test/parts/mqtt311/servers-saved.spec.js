import { ACCEPTED, Host, KEPT, PRESENT } from "../../mqtt311/host.js";
import { describeSavedSessions } from "../servers-saved.js";

describe("Several servers, of which one had the session,", () => {
	describeSavedSessions(Host, KEPT, PRESENT, ACCEPTED);
});
