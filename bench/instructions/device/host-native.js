// The host options of an app on a device, where "mote-mqtt/tcp" does not have the functions in C yet.
import { native } from "mote-mqtt/native";
import { tcp } from "mote-mqtt/tcp";

export const host = { native, ...tcp };
