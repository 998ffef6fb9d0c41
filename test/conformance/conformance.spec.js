import { equal, ok } from "../assert.js";
import { Conformance } from "./conformance.js";
import { VERSIONS } from "./statements.js";

const LINES = [
	{ section: "1.1", name: "Sections", anchor: "#s11" },
	{ id: "MQTT-1.1.0-1", binds: "client", asks: "Is first.", reason: "" },
	{ id: "MQTT-1.1.0-2", binds: "server", asks: "Is second.", reason: "" },
	{ id: "MQTT-1.1.0-3", binds: "server", asks: "", reason: "server" },
	{ id: "MQTT-1.1.0-4", binds: "client", asks: "Is left.", reason: "app: it does it" },
	{ id: "MQTT-1.1.0-5", binds: "client", asks: "Is both.", reason: "and app: it helps" },
];
const VERSION = { name: "MQTT 9", folders: ["nine"], place: "https://nine/", lines: LINES };

describe("Conformance", () => {
	it("reports every statement without a test, unless there is a reason", () => {
		const conformance = new Conformance([VERSION]);
		conformance.passed("test/nine/a.spec.js", ["A", "does two things [MQTT-1.1.0-1], well [MQTT-1.1.0-2]"]);
		equal(conformance.missing().join("\n"), "MQTT 9: no test names [MQTT-1.1.0-5]: Is both.");
	});

	it("reports statements that are unknown, the server's, or named by a test of neither version", () => {
		const conformance = new Conformance([{ ...VERSION, lines: [LINES[3]] }]);
		conformance.passed("test/nine/a.spec.js", ["does [MQTT-7.7.7-7]"]);
		conformance.passed("test/nine/a.spec.js", ["does [MQTT-1.1.0-3]"]);
		conformance.passed("test/ten/a.spec.js", ["does [MQTT-1.1.0-1]"]);
		equal(
			conformance.missing().join("\n"),
			"test/nine/a.spec.js names MQTT-7.7.7-7, which MQTT 9 does not have\n" +
				"test/nine/a.spec.js names MQTT-1.1.0-3, which asks nothing of a client\n" +
				"test/ten/a.spec.js names MQTT-1.1.0-1, but its folder is of no version of MQTT: does [MQTT-1.1.0-1]",
		);
	});

	it("counts a case that runs in Node.js and on the device as one test", () => {
		const once = new Conformance([VERSION]);
		const both = new Conformance([VERSION]);
		once.passed("test/nine/a.spec.js", ["A | B", "does it [MQTT-1.1.0-1], twice"]);
		both.passed("test/xs.spec.js", ["in XS (32-bit): test/nine/a.spec.js", "A | B: does it [MQTT-1.1.0-1], twice"]);
		both.passed("test/nine/a.spec.js", ["A | B", "does it [MQTT-1.1.0-1], twice"]);
		equal(both.document(), once.document());
		ok(once.document().includes("| [nine/a](../test/nine/a.spec.js): A \\| B: does it, twice |"));
	});

	it("counts", () => {
		const conformance = new Conformance([VERSION]);
		conformance.passed("test/nine/a.spec.js", ["A", "does two things [MQTT-1.1.0-1], well [MQTT-1.1.0-2]"]);
		ok(
			conformance
				.document()
				.includes(
					"5 statements. Of the 3 that bind a client, tests prove 1 (in part the app's: 1); left to the app alone: 1;",
				),
		);
	});
});

for (const { name, lines } of VERSIONS) {
	describe(`The statements of ${name}`, () => {
		it("say what they require of a client, or why no test is needed", () => {
			const reasons = /^$|^server$|^(and|app:|nothing observable:) ./;
			const seen = new Set();
			for (const { id, binds, asks, reason } of lines.filter((line) => line.id)) {
				ok(/^MQTT-[\d.]+-\d+$/.test(id) && !seen.has(id), id);
				ok(binds === "client" || binds === "server", id);
				ok(reasons.test(reason), id);
				ok(reason === "server" ? binds === "server" && !asks : asks.endsWith(".") && asks.split(" ").length < 16, id);
				seen.add(id);
			}
		});
	});
}
