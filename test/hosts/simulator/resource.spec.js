import assert from "node:assert/strict";
import { app, compiled, run, SimulatorError, simulateToEnd } from "./app.js";

const files = {
	"data/first.der": "first",
	"data/second.der": "second",
	"data/third.txt": "third",
	"fourth.bin": "4th",
};
const manifest = {
	resources: { "*": ["./data/*.der", "./data/third"], "deep/*": "./fourth", named: "./fourth.bin" },
};

/** The output of a main module with these resources. */
async function printed(main, options) {
	const { code, stdout, stderr } = await run(`import Resource from "Resource";\n${main}`, {
		manifest,
		files,
		...options,
	});
	assert.equal(code, 0, stderr);
	return stdout;
}

describe("Resources in the simulator", () => {
	before(compiled);

	it("have the names of their files, or the manifest's names with the file's extension", async () => {
		const names = [
			"first.der",
			"second.der",
			"third.txt",
			"deep/fourth.bin",
			"named.bin",
			"first",
			"fourth.bin",
			"data/first.der",
		];
		const output = await printed(`trace(${JSON.stringify(names)}.map((name) => Resource.exists(name)).join(" "));`);
		assert.equal(output, "true true true true true false false false");
	});

	it("are buffers of bytes", async () => {
		const output = await printed(`
			const resource = new Resource("second.der");
			const text = (bytes) => String.fromCharCode(...bytes);
			trace(resource.byteLength, "|", text(new Uint8Array(resource)), "|", text(new Uint8Array(resource, 1, 3)), "|");
			trace(String.fromArrayBuffer(resource.slice(1)), "|", String.fromArrayBuffer(resource.slice(2, 100)), "|");
			trace(resource.slice(4, 2).byteLength, "|", new DataView(resource).getUint8(0));`);
		assert.equal(output, "6|second|eco|econd|cond|0|115");
	});

	it("are in flash: they take memory only for the object, and cannot be written", async () => {
		const output = await printed(`
			import probe from "simulator:probe";
			const before = probe.chunkBytes();
			const view = new Uint8Array(new Resource("first.der"));
			trace(probe.chunkBytes() - before, " ");
			try { view[0] = 0; } catch (error) { trace(error.name, " "); }
			trace(view[0]);`);
		assert.equal(output, "0 TypeError 102");
	});

	it("throw a URIError that names a resource that no manifest lists", async () => {
		const output = await printed(
			`try { new Resource("fifth"); } catch (error) { trace(error.name, ": ", error.message); }`,
		);
		assert.equal(output, 'URIError: no manifest lists the resource "fifth"');
	});

	it("must exist", async () => {
		const path = app("", { resources: { "*": "./nothing" } });
		await assert.rejects(
			simulateToEnd(path),
			(error) =>
				error instanceof SimulatorError && /lists the resource .*nothing, but no such file exists/.test(error.message),
		);
	});

	it("must not have a source file's extension, because the SDK skips those", async () => {
		const path = app("", { resources: { "*": "./data" } }, { "data.json": "{}" });
		await assert.rejects(
			simulateToEnd(path),
			(error) =>
				error instanceof SimulatorError &&
				/does not accept data\.json as a resource; give it another/.test(error.message),
		);
	});

	it("of the SDK are skipped", async () => {
		const { code } = await run("", { manifest: { resources: { "*": "$(MODULES)/crypt/data/ca109" } } });
		assert.equal(code, 0);
	});
});
