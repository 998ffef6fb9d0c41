import { describeAddresses } from "./addresses.js";
import { Host, KEPT, PRESENT } from "./host.js";

describe("The server's name and addresses", () => {
	describeAddresses(Host, KEPT, PRESENT);
});
