// Mote's client of ECMA-419.
import MQTTClient from "mote-mqtt/ecma419";
import { standard } from "standard";

export const groups = [() => standard("mote-mqtt/ecma419", MQTTClient)];
