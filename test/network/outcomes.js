// What an app of 5.0 is told of its messages: of each one that was accepted what became of it, once.
import { fail } from "../assert.js";

export class Outcomes {
	/** Identifiers of messages that were accepted, and not told of. */
	waiting = new Set();
	told = 0;

	/** publish() has returned `result`. */
	accepted(result) {
		if (result <= 0) return;
		if (this.waiting.has(result)) fail(`identifier in use: ${result}`);
		this.waiting.add(result);
	}

	/** onPublish. */
	tell(identifier, code) {
		if (code) fail(`code ${code}`);
		if (!this.waiting.delete(identifier)) fail(`told of ${identifier}, which was not accepted, or twice`);
		this.told++;
	}

	end() {
		if (this.waiting.size) fail(`not told of ${[...this.waiting]}`);
	}
}
