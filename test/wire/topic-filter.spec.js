// The Topic Names that a Topic Filter matches: the specification's examples (section 4.7) and cases between them.
import { matches } from "mote-mqtt";
import { equal } from "../assert.js";

const YES = Object.freeze([
	["sport/tennis/player1/#", "sport/tennis/player1"],
	["sport/tennis/player1/#", "sport/tennis/player1/ranking"],
	["sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon"],
	["sport/#", "sport"],
	["#", "sport/tennis"],
	["#", "/"],
	["sport/tennis/+", "sport/tennis/player1"],
	["sport/+", "sport/"],
	["+", "sport"],
	["+/+", "/finance"],
	["/+", "/finance"],
	["+/monitor/Clients", "a/monitor/Clients"],
	["+/tennis/#", "sport/tennis"],
	["a/+/+/d", "a//c/d"],
	["a/+/#", "a/b"],
	["a/+/#", "a/"],
	["$SYS/#", "$SYS/broker"],
	["$SYS/monitor/+", "$SYS/monitor/Clients"],
	["gr\u00fc\u00df/+", "gr\u00fc\u00df/\u{1f600}"],
	["a//b", "a//b"],
	["$share/group/a/+", "a/b"],
	["$share/g/#", "x"],
	["/", "/"],
]);
const NO = Object.freeze([
	["sport/tennis/+", "sport/tennis/player1/ranking"],
	["sport/+", "sport"],
	["+", "/finance"],
	["+", "a/"],
	["#", "$SYS/broker"],
	["+/monitor/Clients", "$SYS/monitor/Clients"],
	["sport/#", "sports"],
	["sport/#", "spor"],
	["a/+/#", "a"],
	["a", "a/"],
	["a/", "a"],
	["a", "A"],
	["a/b", "a"],
	["a/+/c", "a/b/d"],
	["a/+/c", "a/b"],
	["$share/group/a/+", "$share/group/a/b"],
	["$share/g/#", "$SYS/x"],
]);

describe("matches()", () => {
	it("is true for each Topic Name that the filter matches", () => {
		for (const [filter, name] of YES) equal(matches(filter, name), true, `${filter} ${name}`);
	});

	it("is false for all other Topic Names", () => {
		for (const [filter, name] of NO) equal(matches(filter, name), false, `${filter} ${name}`);
	});

	it("is false for values that are not text", () => {
		equal(matches("a", "\ud800"), false);
		equal(matches("\ud800", "a"), false);
	});
});
