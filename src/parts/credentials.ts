// Set-up. "mote-mqtt/credentials": user name and password, and the will, that are asked for before each connection: a token that expires, say.

import { Be, take, wrong } from "../client/checks.js";
import { State } from "../client/client-state.js";
import type { AskingClient, CredentialSource } from "../client/options.js";
import type { part } from "../part.js";
import { withFieldsOf } from "../wire/connect.js";
import { Code } from "../wire/reason-code.js";

/** What goes into CONNECT. */
export interface Given {
	/** User name. */
	user?: string | undefined;
	/** In 3.1.1, only with `user`. */
	password?: Uint8Array | string | undefined;
}

/** Asks for user name and password: see the constructor of Credentials. */
export type Ask = (answer: (given: Given) => void) => Given | undefined | PromiseLike<Given | undefined>;

/** Options of Credentials. `Will`: what the client takes as its option `will`. */
export interface CredentialsOptions<Will extends object = object> {
	/** Asked before each connection for what is otherwise the option `will`. undefined: none. */
	will?: () => Will | undefined;
	/** Bytes that are reserved for CONNECT, up to 65,535. Default as many as it has without, and 512. */
	size?: number;
}

const NAMES = Object.freeze({ will: Be.Function, size: Be.UpTo * 65_535 + 1 } satisfies Record<
	keyof CredentialsOptions,
	Be
>);
const GIVEN = Object.freeze({ user: Be.Other, password: Be.Other } satisfies Record<keyof Given, Be>);

/** As the option `credentials` of a client: `new Client({ credentials: new Credentials(ask), … })`. For one client each. */
export class Credentials<Will extends object = object> implements CredentialSource {
	/** @hidden */
	declare readonly [part]: "credentials";
	private readonly ask: Ask | undefined;
	private readonly will: (() => Will | undefined) | undefined;
	private readonly size: number | undefined;
	/** Makes a CONNECT of the client's version, of these options. */
	private make!: (options: object) => Uint8Array;
	/** Where CONNECT lies. */
	private memory!: Uint8Array;
	/** The answer that is awaited. @internal */
	answer: ((given: Given) => void) | undefined;

	/**
	 * Throws TypeError or RangeError that name the option.
	 * @param ask returns user name and password, or a Promise of them; or undefined, and calls `answer` with them later. All within the client's `timeout`: what
	 * comes later, or a second time, is ignored. If it throws, or gives something else, or more than fits, that is told by onDisconnect (Reason.credentialsFailed, with
	 * a text that says what it was), and it is asked again with the next try. Not given: the options `user` and `password` hold.
	 */
	constructor(ask?: Ask, options: CredentialsOptions<Will> = {}) {
		take({}, options, NAMES, "");
		if (ask !== undefined && typeof ask !== "function") wrong("ask", "a function");
		this.ask = ask;
		this.will = options.will;
		this.size = options.size;
		this.answer = undefined;
	}

	/** For the client, which has just been made. @internal */
	take(client: AskingClient, make: (options: object) => Uint8Array): void {
		const least = client.connectPacket.length;
		const size = this.size ?? least + 512;
		if (size < least) throw new RangeError("size: expected " + least + " or more");
		this.make = make;
		this.memory = new Uint8Array(size);
	}

	/** A connection is about to be opened, for the client. Whether all is known; if not, the client's open() is called when it is. @internal */
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
			// Not if the client has given up waiting.
			else if (client.state === State.Connecting && this.fill(client, later)) client.open();
		};
		this.answer = answer;
		try {
			const now = ask(answer) as (Given & Partial<PromiseLike<Given | undefined>>) | undefined;
			// That of an async function, which would pass for an object without user and password.
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
		// Nothing yet: answer() is to be called.
		if (given === undefined && this.answer !== undefined) return false;
		this.answer = undefined;
		return this.fill(client, given as Given);
	}

	/** Puts CONNECT together: whether that was possible. */
	private fill(client: AskingClient, given: Given): boolean {
		const memory = this.memory;
		try {
			const asks = this.ask !== undefined;
			const will = this.will?.();
			// The app may have closed the client when it was asked.
			if (client.state !== State.Connecting) return false;
			if (asks) take({}, given, GIVEN, "credentials.");
			let made = this.make({ user: given.user, password: given.password, will });
			if (client.fallback && !client.connection.uptime) made = client.fallback.convert(made);
			const packet = withFieldsOf(client.connectPacket, made, this.will !== undefined, asks);
			const size = packet.length;
			if (size > memory.length) throw new RangeError("credentials.size: expected " + size + " or more");
			memory.set(packet);
			client.connectPacket = memory.subarray(0, size);
		} catch (error) {
			return this.fail(client, error);
		}
		return true;
	}

	private fail(client: AskingClient, error: unknown): false {
		// What was thrown need not be an Error.
		const text = (error as Error | undefined)?.message;
		if (client.state !== State.Connecting) return false;
		client.connection.detail = typeof text === "string" ? text : undefined;
		client.ended(Code.credentialsFailed);
		return false;
	}
}
