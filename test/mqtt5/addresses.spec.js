import { describeAddresses } from "../mqtt311/addresses.js";
import { Host5, KEPT, PRESENT } from "./host.js";

describe("The server's name and addresses, in 5.0", () => {
	describeAddresses(Host5, KEPT, PRESENT);
});
