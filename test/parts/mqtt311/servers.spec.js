import { ACCEPTED, Host } from "../../mqtt311/host.js";
import { describeTrying } from "../servers-trying.js";

describe("Several servers", () => {
	describeTrying(Host, ACCEPTED);
});
