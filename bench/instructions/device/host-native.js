// The host options of an app on a device, for older packages whose "mote-mqtt/tcp" does not contain the C functions.
import { native } from "mote-mqtt/native";
import { tcp } from "mote-mqtt/tcp";

export const host = { native, ...tcp };
