// In place of the SDK's "timer": the machine of the case that runs.
export default {
	set: (callback, interval) => globalThis.machine.set(callback, interval),
};
