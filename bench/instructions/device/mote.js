// The client of 3.1.1.
import { Client } from "mote-mqtt";
import { hotPath, settings, setUp } from "operations";
import { v4 } from "packets";

export const groups = [
	() => hotPath("mote-mqtt", Client, settings, v4),
	() => setUp("mote-mqtt", Client, settings, v4),
];
