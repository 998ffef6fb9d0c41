// Errors that the simulator reports to its user.

/** A mistake in the app or in how the simulator is used. The message says what to do, so the stack is not printed. */
export class SimulatorError extends Error {
	override name = "SimulatorError";
}

/** A wrong option. The command exits with code 2 (misuse). */
export class OptionError extends SimulatorError {
	override name = "OptionError";
}
