// In place of the SDK's "timer": the machine of the case that runs.
export default {
	repeat: (callback, interval) => globalThis.machine.repeat(callback, interval),
	schedule: (...timer) => globalThis.machine.schedule(...timer),
	clear: (timer) => globalThis.machine.clear(timer),
};
