import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { app, folder, run, simulateToEnd } from "./app.js";

const MANIFEST = fileURLToPath(new URL("../../../manifests/tls.json", import.meta.url));

/** An environment with a compiler that does not find OpenSSL. */
function without() {
	const path = join(folder({ cc: '#!/bin/sh\ncase "$*" in *openssl*) exit 1 ;; esac\nexec cc "$@"\n' }), "cc");
	chmodSync(path, 0o755);
	return { ...process.env, CC: path };
}

describe("The simulator, compiled where OpenSSL is not installed", function () {
	this.timeout(600_000);
	const env = without();

	it("runs apps that have no TLS", async () => {
		const main = `import TCP from "embedded:io/socket/tcp";\ntrace(typeof TCP);`;
		const { code, stdout, stderr } = await run(main, { env });
		assert.equal(code, 0, stderr);
		assert.equal(stdout, "function");
	});

	it("names the package to install when mote-mqtt/tls is imported", async () => {
		const path = app(`import { tls } from "mote-mqtt/tls";\ntrace(typeof tls);`, { include: MANIFEST });
		const { code, stdout, stderr } = await simulateToEnd(path, { env });
		assert.equal(code, 1);
		assert.equal(stdout, "");
		assert.match(stderr, /TLS .* OpenSSL.* apt install libssl-dev/);
	});
});
