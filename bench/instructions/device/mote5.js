// The suite of the 5.0 client, without aliases and with aliases in both directions.
import { Client } from "mote-mqtt/mqtt5";
import { hotPath, settings, setUp } from "operations";
import { v5, v5alias } from "packets";

export const groups = [
	() => hotPath("mote-mqtt/mqtt5", Client, settings, v5),
	() => hotPath("mote-mqtt/mqtt5", Client, { ...settings, aliases: { receive: 2 } }, v5alias),
	() => setUp("mote-mqtt/mqtt5", Client, settings, v5),
];
