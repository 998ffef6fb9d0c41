describe("A case", () => {
	it("throws when it is not running", () => {
		setTimeout(() => {
			throw new Error("in a timer");
		}, 1);
		return new Promise(() => {});
	});
});
