// Tools that some tests need (a broker, a 32-bit compiler, an emulator) may be missing on a developer's machine, but
// not in CI. MOTE_REQUIRE=32-bit,lx106,mosquitto,openssl,rv32,tls turns skipped tests into failures for the tools
// that it names.

const required = (process.env.MOTE_REQUIRE ?? "").split(",").filter(Boolean);

/** Declares a test that is skipped in place of those that need `what`, or that fails if MOTE_REQUIRE names it. */
export function missing(what, reason) {
	const title = `needs ${what}: ${reason}`;
	if (required.includes(what)) {
		it(title, () => {
			throw new Error(`${what} is missing, and MOTE_REQUIRE requires it: ${reason}`);
		});
	} else it.skip(title);
}
