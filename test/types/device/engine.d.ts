// Of the engine, as far as the SDK's types of modules and the app need it: the SDK has it in a file of its own, the package of types has not.
declare function trace(...texts: (string | number | boolean)[]): void;
declare class HostBuffer {
	readonly byteLength: number;
	private brand: boolean;
}
