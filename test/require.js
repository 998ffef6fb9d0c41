// What a test needs beyond this package (a broker, a 32-bit compiler, an emulator) may be missing on a developer's machine, but not in CI:
// MOTE_REQUIRE=32-bit,lx106,mosquitto,openssl,rv32,tls makes what it names a failure instead of a skip.

const required = (process.env.MOTE_REQUIRE ?? "").split(",").filter(Boolean);

/** Declares, in place of the cases that need `what`, one that is skipped by name or, where MOTE_REQUIRE names it, fails. */
export function missing(what, reason) {
	const title = `needs ${what}: ${reason}`;
	if (required.includes(what)) {
		it(title, () => {
			throw new Error(`${what} is missing, and MOTE_REQUIRE requires it: ${reason}`);
		});
	} else it.skip(title);
}
