// Calls that were made, in order, and waiting for them.

export class Recorder {
	calls = [];
	#waiting = [];

	/** A function that records its calls as [name, ...arguments]; then does `action`, with the same `this` and arguments. */
	on(name, action) {
		const recorder = this;
		return function (...values) {
			recorder.calls.push([name, ...values]);
			action?.apply(this, values);
			recorder.#waiting = recorder.#waiting.filter((check) => !check());
		};
	}

	/** How often the function `name` was called. */
	count(name) {
		return this.calls.filter((call) => call[0] === name).length;
	}

	/** Settles as soon as `condition` holds. It is looked at after each call. */
	until(condition) {
		return new Promise((resolve, reject) => {
			const check = () => {
				try {
					if (!condition()) return false;
					resolve();
				} catch (error) {
					reject(error);
				}
				return true;
			};
			if (!check()) this.#waiting.push(check);
		});
	}

	/** Settles when the function `name` has been called `times` times in all. */
	called(name, times = 1) {
		return this.until(() => this.count(name) >= times);
	}
}
