// Makes docs/window.png, the screenshot of `npm start -- --inspect`, with Debian's Chromium: node docs/window.js
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";

const root = fileURLToPath(new URL("../", import.meta.url));
const start = spawn(process.execPath, ["examples/start.js", "--inspect", "--interval", "500"], {
	cwd: root,
	stdio: ["ignore", "pipe", "inherit"],
});
const browser = await puppeteer.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
	const page = await browser.newPage();
	await page.setViewport({ width: 1000, height: 560 });
	let published = 0;
	for await (const line of createInterface(start.stdout)) {
		const [url] = line.match(/http:\S+/) ?? [];
		if (url) await page.goto(url);
		// Waits until a few messages have passed and some are queued, so that there is something to see.
		if (line.startsWith("broker: ") && ++published === 8) break;
	}
	await page.click("[data-command=drop]");
	await page.waitForFunction(() => document.getElementById("clients").textContent.includes("4 not acknowledged"));
	await page.screenshot({ path: fileURLToPath(new URL("window.png", import.meta.url)) });
} finally {
	await browser.close();
	start.kill();
}
