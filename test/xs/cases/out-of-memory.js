describe("A device", () => {
	it("runs", () => {});
	it("is full", () => new Uint8Array(40_000_000));
	it("does not come so far", () => {});
});
