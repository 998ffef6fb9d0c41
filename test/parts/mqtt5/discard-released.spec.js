import { Host5, KEPT, PRESENT } from "../../mqtt5/host.js";
import { describeReleased } from "../discard-released.js";

describeReleased(Host5, KEPT, PRESENT, ['32 07 00 01 "b" 00 02 00 "1"', '32 07 00 01 "b" 00 03 00 "2"']);
