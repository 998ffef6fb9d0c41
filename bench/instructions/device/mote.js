// The suite of the 3.1.1 client.
import { Client } from "mote-mqtt";
import { hotPath, settings, setUp } from "operations";
import { v4 } from "packets";

export const groups = [
	() => hotPath("mote-mqtt", Client, settings, v4),
	() => setUp("mote-mqtt", Client, settings, v4),
];
