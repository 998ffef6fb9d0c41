import { ACCEPTED, Host5 } from "../../mqtt5/host.js";
import { describeTrying } from "../servers-trying.js";

describe("Several servers, in 5.0,", () => {
	describeTrying(Host5, ACCEPTED);
});
