import { equal } from "../../assert.js";
import { untilCalled } from "../../until-called.js";

const log = [];

describe("Outer", () => {
	before(() => log.push("before"));
	beforeEach("with a title", () => log.push("beforeEach"));
	afterEach(() => log.push("afterEach"));
	after(() => log.push("after"));

	describe("Inner", () => {
		before(async () => log.push("inner before"));
		beforeEach(() => log.push("inner beforeEach"));
		afterEach(() => log.push("inner afterEach"));
		it("returns a promise", async () => {
			await undefined;
			log.push("case");
		});
		it(
			"calls back",
			untilCalled((done) => Promise.resolve().then(() => done())),
		);
		it.skip("is skipped", () => log.push("skipped"));
		it("skips itself", function () {
			this.skip();
		});
	});

	it("comes before inner suites", () => log.push("first"));
});

describe("Afterwards", () => {
	it("hooks have run in mocha's order", () => {
		equal(
			log.join(),
			[
				"before",
				...["beforeEach", "first", "afterEach"],
				"inner before",
				...["beforeEach", "inner beforeEach", "case", "inner afterEach", "afterEach"],
				...["beforeEach", "inner beforeEach", "inner afterEach", "afterEach"],
				...["beforeEach", "inner beforeEach", "inner afterEach", "afterEach"],
				"after",
			].join(),
		);
	});
});
