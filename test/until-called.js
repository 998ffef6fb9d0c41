// A case that ends in a callback, in Node.js and in XS alike: it("...", untilCalled((done) => { ... })).

/** The function that mocha and the harness for XS expect: it returns a promise, settled by done() or done(problem). */
export function untilCalled(run) {
	return function () {
		return new Promise((resolve, reject) => {
			run.call(this, (problem) => (problem ? reject(problem) : resolve()));
		});
	};
}
