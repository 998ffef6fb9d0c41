describe("A case", () => {
	it("waits for what never comes", () => new Promise(() => {}));
});
