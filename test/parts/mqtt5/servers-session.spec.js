import { ACCEPTED, Host5, KEPT, PRESENT } from "../../mqtt5/host.js";
import { describeSessions } from "../servers-session.js";

describe("Several servers, of which one has the session, in 5.0,", () => {
	describeSessions(Host5, KEPT, PRESENT, ACCEPTED);
});
