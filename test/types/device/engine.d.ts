// Types of the engine that the SDK's modules and the app need. The SDK has them in a file that the npm package of its
// types does not contain.
declare function trace(...texts: (string | number | boolean)[]): void;
declare class HostBuffer {
	readonly byteLength: number;
	private brand: boolean;
}
