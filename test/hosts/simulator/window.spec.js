// The page of `mote-simulate --inspect` in a browser: what it shows of a device, and what its buttons do.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { request } from "node:http";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";
import { AedesBroker } from "../../brokers/aedes.js";
import { missing } from "../../require.js";
import { compiled, simulate } from "./app.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

describe("The window into a simulated device", function () {
	if (!executablePath) return missing("chromium", "no browser (Debian: chromium)");
	this.timeout(120_000);

	let broker;
	let device;
	let browser;
	let page;

	before(compiled);

	beforeEach(async () => {
		broker = await AedesBroker.start();
		const config = { host: "127.0.0.1", port: broker.port, interval: 100 };
		device = await simulate(`${root}examples/telemetry/manifest.json`, { config, inspect: 0, stdio: "ignore" });
		// A container has no namespaces for the browser's sandbox, and the page is trusted.
		browser = await puppeteer.launch({ executablePath, args: ["--no-sandbox"] });
		page = await browser.newPage();
		await page.goto(device.window);
	});

	afterEach(async () => {
		await browser?.close();
		device?.process.kill("SIGKILL");
		await broker?.stop();
	});

	const shows = (id, text) =>
		page.waitForFunction(
			(id, text) => document.getElementById(id).textContent.includes(text),
			{ timeout: 60_000 },
			id,
			text,
		);
	const count = (text) =>
		page.evaluate((text) => document.getElementById("packets").textContent.split(text).length - 1, text);

	it("shows memory, packets, the client's state and what the app traces", async () => {
		await shows("packets", "CONNECT3.1.1, sensor-");
		await shows("packets", "PUBLISHsensors/");
		await shows("clients", `127.0.0.1:${broker.port}: connected`);
		await shows("trace", "published and acknowledged");
		await shows("memory", "of 64.0 KB: ");
		// The chart is drawn if it has more colours than the empty page.
		const colours = await page.evaluate(() => {
			const canvas = document.getElementById("chart");
			const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
			return new Set(new Uint32Array(data.buffer)).size;
		});
		assert.ok(colours >= 3);
	});

	it("drops the link, so that messages wait, unacknowledged", async () => {
		await shows("packets", "PUBACK");
		await page.click("[data-command=drop]");
		await shows("clients", "2 not acknowledged");
		await shows("clients", "sent");
	});

	it("closes the broker's connections, and the device reconnects", async () => {
		await shows("packets", "PUBACK");
		await page.click("[data-command=restart]");
		await shows("packets", "connection lost");
		await page.waitForFunction(() => document.getElementById("packets").textContent.split("CONNACK").length > 2, {
			timeout: 60_000,
		});
	});

	it("pauses and resumes the device", async () => {
		await shows("packets", "PUBACK");
		await page.click("#pause");
		await shows("packets", "youpause");
		const before = await count("PUBLISH");
		// Five of its intervals: at most one message was under way to the page when the device stopped.
		await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
		const after = await count("PUBLISH");
		assert.ok(after - before <= 1);
		await page.click("#pause");
		await page.waitForFunction(
			(seen) => document.getElementById("packets").textContent.split("PUBLISH").length - 1 > seen + 2,
			{ timeout: 60_000 },
			after,
		);
	});

	it("shows that the device has ended", async () => {
		await shows("packets", "PUBACK");
		device.process.kill("SIGKILL");
		await shows("status", "the device has ended with exit code 137");
	});

	it("does not answer pages of other sites", async () => {
		const status = (path, headers, method = "GET") =>
			new Promise((resolve, reject) => {
				request(device.window + path, { method, headers }, (response) => resolve(response.resume().statusCode))
					.on("error", reject)
					.end();
			});
		assert.equal(await status("", {}), 200);
		assert.equal(await status("", { host: "evil.example:80" }), 403);
		assert.equal(await status("pause", { origin: "http://evil.example" }, "POST"), 403);
		assert.equal(await status("format-disk", {}, "POST"), 404);
	});
});
