// Types for an app's tsconfig.json: what a device has besides this package, as far as the simulator has it as well.
// The SDK's own types cover more.

/** Prints a text; on a device, to the debugger. */
declare function trace(...texts: (string | number | boolean)[]): void;
declare function setTimeout(callback: () => void, milliseconds?: number): unknown;
declare function setInterval(callback: () => void, milliseconds?: number): unknown;
declare function clearTimeout(timer: unknown): void;
declare function clearInterval(timer: unknown): void;

interface ArrayBufferConstructor {
	/** Encodes a string in UTF-8. */
	fromString(text: string): ArrayBuffer;
}
interface StringConstructor {
	/** Decodes UTF-8. */
	fromArrayBuffer(bytes: ArrayBufferLike): string;
}

declare module "mc/config" {
	/** The "config" of the manifests, overridden by the settings with which the app was built or started. */
	// biome-ignore lint/suspicious/noExplicitAny: as the SDK has it
	const config: Readonly<Record<string, any>>;
	export default config;
}
declare module "timer" {
	/** A timer. */
	class Timer {
		private constructor();
		static set(callback: (timer: Timer) => void, milliseconds?: number, repeat?: number): Timer;
		static repeat(callback: (timer: Timer) => void, milliseconds: number): Timer;
		static schedule(timer: Timer, milliseconds?: number, repeat?: number): void;
		static clear(timer: Timer | undefined | null): void;
		private readonly brand: unknown;
	}
	export default Timer;
}
declare module "time" {
	const Time: { readonly ticks: number; delta(start: number, end?: number): number };
	export default Time;
}
declare module "Resource" {
	/** A file in flash that the manifest lists among its resources. */
	export default class Resource {
		constructor(name: string);
		static exists(name: string): boolean;
		readonly byteLength: number;
		slice(begin: number, end?: number): ArrayBuffer;
	}
}
declare module "embedded:io/socket/tcp" {
	/** A TCP socket (ECMA-419). */
	export default class TCP {
		constructor(options: object);
		read(into?: number | ArrayBufferLike | ArrayBufferView): ArrayBuffer | number | undefined;
		write(bytes: ArrayBufferLike | ArrayBufferView): number | undefined;
		close(): void;
	}
}
declare module "embedded:io/socket/udp" {
	/** A UDP socket for a Resolver. */
	export default class UDP {
		constructor(options: object);
	}
}
declare module "embedded:network/dns/resolver/udp" {
	/** A resolver (ECMA-419). */
	export default class Resolver {
		constructor(options: object);
		resolve(options: { host: string; onResolved(host: string, address: string): void; onError(): void }): void;
		close(): void;
	}
}
