// Measures reading and writing numbers at unaligned addresses. docs/chip.md draws the conclusions.
const COUNTS = [0, 1, 2, 3];

function measured() {
	const view = new DataView(new ArrayBuffer(16));
	const bytes = new Uint8Array(view.buffer);
	const operations = [];
	for (const at of COUNTS) {
		operations.push(
			{
				name: `getUint16 at ${at}`,
				run(count) {
					for (let i = 0; i < count; i++) view.getUint16(at);
				},
			},
			{
				name: `setUint16 at ${at}`,
				run(count) {
					for (let i = 0; i < count; i++) view.setUint16(at, 1);
				},
			},
			{
				name: `getUint32 at ${at}`,
				run(count) {
					for (let i = 0; i < count; i++) view.getUint32(at);
				},
			},
			{
				name: `setUint32 at ${at}`,
				run(count) {
					for (let i = 0; i < count; i++) view.setUint32(at, 1);
				},
			},
		);
	}
	operations.push({
		name: "two bytes and a shift",
		run(count) {
			for (let i = 0; i < count; i++) (bytes[1] << 8) | bytes[2];
		},
	});
	return operations;
}

export const groups = [() => ({ client: "engine", operations: measured() })];
