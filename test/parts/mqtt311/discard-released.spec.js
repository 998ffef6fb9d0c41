import { Host, KEPT, PRESENT } from "../../mqtt311/host.js";
import { describeReleased } from "../discard-released.js";

describeReleased(Host, KEPT, PRESENT, ['32 06 00 01 "b" 00 02 "1"', '32 06 00 01 "b" 00 03 "2"']);
