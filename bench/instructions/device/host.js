// The host options of an app on a device.
import { tcp } from "mote-mqtt/tcp";

export const host = tcp;
