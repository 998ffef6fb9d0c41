import { tcp } from "mote-mqtt/tcp";

export const transport = () => tcp;
