// Set-up. "mote-mqtt/credentials": user name and password, and the will, are requested from the app before each
// connection, for example because a token expires.

import { Be, take, wrong } from "../client/checks.js";
import { State } from "../client/client-state.js";
import type { AskingClient, CredentialSource } from "../client/part-options.js";
import type { part } from "../part.js";
import { withFieldsOf } from "../wire/connect.js";
import { Code } from "../wire/reason-code.js";

/** User name and password for CONNECT. */
export interface Given {
	/** User name. */
	user?: string | undefined;
	/** In 3.1.1, only together with `user`. */
	password?: Uint8Array | string | undefined;
}

/** Provides user name and password: see the constructor of Credentials. */
export type Ask = (answer: (given: Given) => void) => Given | undefined | PromiseLike<Given | undefined>;

/** Options of Credentials. `Will` is the type of the client's option `will`. */
export interface CredentialsOptions<Will extends object = object> {
	/** Called before each connection, in place of the option `will`. undefined: no will. */
	will?: () => Will | undefined;
	/** Bytes reserved for CONNECT, up to 65,535. Default: the size without credentials, plus 512. */
	size?: number;
}

const NAMES = Object.freeze({ will: Be.Function, size: Be.UpTo * 65_535 + 1 } satisfies Record<
	keyof CredentialsOptions,
	Be
>);
const GIVEN = Object.freeze({ user: Be.Other, password: Be.Other } satisfies Record<keyof Given, Be>);

/**
 * The option `credentials` of a client: `new Client({ credentials: new Credentials(ask), … })`. Use one for each
 * client.
 */
export class Credentials<Will extends object = object> implements CredentialSource {
	/** @hidden */
	declare readonly [part]: "credentials";
	private readonly ask: Ask | undefined;
	private readonly will: (() => Will | undefined) | undefined;
	private readonly size: number | undefined;
	/** Builds a CONNECT of the client's version from these options. */
	private make!: (options: object) => Uint8Array;
	/** The memory for CONNECT. */
	private memory!: Uint8Array;
	/** The pending answer. @internal */
	answer: ((given: Given) => void) | undefined;

	/**
	 * Throws a TypeError or RangeError that names the option.
	 * @param ask returns user name and password, or a Promise of them; or returns undefined and calls `answer` with
	 * them later. The limit is the client's `timeout`; a late or second answer is ignored. If it throws, or returns
	 * something else or too much, onDisconnect reports Reason.credentialsFailed with a text that says why, and it is
	 * called again for the next attempt. Without it, the options `user` and `password` are used.
	 */
	constructor(ask?: Ask, options: CredentialsOptions<Will> = {}) {
		take({}, options, NAMES, "");
		if (ask !== undefined && typeof ask !== "function") wrong("ask", "a function");
		this.ask = ask;
		this.will = options.will;
		this.size = options.size;
		this.answer = undefined;
	}

	/** Called by the client when it has been created. @internal */
	take(client: AskingClient, make: (options: object) => Uint8Array): void {
		const least = client.connectPacket.length;
		const size = this.size ?? least + 512;
		if (size < least) throw new RangeError("size: expected " + least + " or more");
		this.make = make;
		this.memory = new Uint8Array(size);
	}

	/**
	 * Called by the client before a connection is opened. Returns whether everything is known. If not, the client's
	 * open() is called when it is. @internal
	 */
	open(asking: object): boolean {
		const client = asking as AskingClient;
		const ask = this.ask;
		client.state = State.Connecting;
		client.arm(client.timeout);
		if (!ask) return this.fill(client, {});
		let isAsking = true;
		let given: Given | undefined;
		const answer = (later: Given): void => {
			if (this.answer !== answer) return;
			this.answer = undefined;
			if (isAsking) given = later;
			// Ignored if the client has given up waiting.
			else if (client.state === State.Connecting && this.fill(client, later)) client.open();
		};
		this.answer = answer;
		try {
			const now = ask(answer) as (Given & Partial<PromiseLike<Given | undefined>>) | undefined;
			// A Promise, for example of an async function. It would otherwise pass for an object without user and
			// password.
			if (now?.then)
				now.then(
					(later) => {
						if (later !== undefined) answer(later);
					},
					(error) => {
						if (this.answer !== answer) return;
						this.answer = undefined;
						this.fail(client, error);
					},
				);
			else if (now !== undefined) given = now;
		} catch (error) {
			this.answer = undefined;
			return this.fail(client, error);
		}
		isAsking = false;
		// Nothing yet: answer() will be called.
		if (given === undefined && this.answer !== undefined) return false;
		this.answer = undefined;
		return this.fill(client, given as Given);
	}

	/** Builds CONNECT. Returns whether that was possible. */
	private fill(client: AskingClient, given: Given): boolean {
		let memory = this.memory;
		try {
			const asks = this.ask !== undefined;
			const will = this.will?.();
			// The app may have closed the client in the callback.
			if (client.state !== State.Connecting) return false;
			if (asks) take({}, given, GIVEN, "credentials.");
			let made = this.make({ user: given.user, password: given.password, will });
			if (client.fallback && !client.connection.uptime) made = client.fallback.convert(made);
			const packet = withFieldsOf(client.connectPacket, made, this.will !== undefined, asks);
			const size = packet.length;
			if (made.length > memory.length) throw new RangeError("credentials.size: expected " + size + " or more");
			// An identifier that the server has assigned, and what authenticates, are beyond what the app can know.
			if (size > memory.length) this.memory = memory = new Uint8Array(size);
			memory.set(packet);
			client.connectPacket = memory.subarray(0, size);
		} catch (error) {
			return this.fail(client, error);
		}
		return true;
	}

	private fail(client: AskingClient, error: unknown): false {
		// Anything can be thrown, not only an Error.
		const text = (error as Error | undefined)?.message;
		if (client.state !== State.Connecting) return false;
		client.connection.detail = typeof text === "string" ? text : undefined;
		client.ended(Code.credentialsFailed);
		return false;
	}
}
