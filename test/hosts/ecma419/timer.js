// Replaces the SDK's "timer" by the machine of the running case.
export default {
	repeat: (callback, interval) => globalThis.machine.repeat(callback, interval),
	schedule: (...timer) => globalThis.machine.schedule(...timer),
	clear: (timer) => globalThis.machine.clear(timer),
};
