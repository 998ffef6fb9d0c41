// In place of the SDK's "time": the machine of the case that runs.
export default {
	get ticks() {
		return globalThis.machine.ticks;
	},
};
