// The suite of Mote's ECMA-419 client.
import MQTTClient from "mote-mqtt/ecma419";
import { standard } from "standard";

export const groups = [() => standard("mote-mqtt/ecma419", MQTTClient)];
