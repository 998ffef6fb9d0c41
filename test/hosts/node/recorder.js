// Records calls in order, and waits for them.

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

	/** The number of calls of the function `name`. */
	count(name) {
		return this.calls.filter((call) => call[0] === name).length;
	}

	/** Resolves as soon as `condition` is true, which is checked after each call. */
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

	/** Resolves when the function `name` has been called `times` times. */
	called(name, times = 1) {
		return this.until(() => this.count(name) >= times);
	}
}
