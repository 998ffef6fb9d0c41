// What the simulator says of mistakes.

/** A mistake of the app's or of the user's: its message says what to do, its stack is of no interest. */
export class SimulatorError extends Error {
	override name = "SimulatorError";
}

/** An option that cannot be: the command ends with 2, as it was not used rightly. */
export class OptionError extends SimulatorError {
	override name = "OptionError";
}
