import { equal } from "../../assert.js";
import { hex } from "../../bytes.js";
import { untilCalled } from "../../until-called.js";

describe("A case", () => {
	it("fails by what it throws", () => equal(1, 2, "where"));
	it("fails by its promise", async () => {
		await undefined;
		throw new RangeError("later");
	});
	it(
		"fails by what it calls back with",
		untilCalled((done) => done(new TypeError("called back"))),
	);
	it("passes nevertheless", () => equal(hex("FF")[0], 255));
});

describe("A hook", () => {
	beforeEach(() => {
		throw new Error("in beforeEach");
	});
	it("fails its case", () => {});
});

describe("A hook before all", () => {
	before(() => Promise.reject(new Error("in before")));
	it("keeps its cases from running", () => {});
});

describe("A suite", () => {
	throw new Error("in the body");
});
