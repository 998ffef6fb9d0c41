import { ACCEPTED, Host, KEPT, PRESENT } from "../../mqtt311/host.js";
import { describeSessions } from "../servers-session.js";

describe("Several servers, of which one has the session,", () => {
	describeSessions(Host, KEPT, PRESENT, ACCEPTED);
});
