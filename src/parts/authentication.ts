// Set-up. "mote-mqtt/authentication": enhanced authentication (5.0, section 4.12).

import { Be, encode, expect, take } from "../client/checks.js";
import { Phase } from "../connection/connection-state.js";
import type { AuthenticatedClient, Authenticator, Outgoing5 } from "../mqtt5/outgoing.js";
import type { part } from "../part.js";
import { withProperties } from "../wire/connect.js";
import { Packet } from "../wire/packet.js";
import { Id, type Properties } from "../wire/properties.js";
import { PropertyList } from "../wire/property-list.js";
import { decodeReason, encodeReason } from "../wire/reason.js";
import { Code } from "../wire/reason-code.js";

/** Options of enhanced authentication. */
export interface AuthenticationOptions {
	/** The name of the method. */
	readonly method: string;
	/** Returns the data for CONNECT, or for reauthenticate(). */
	begin?(): Uint8Array | undefined;
	/** Answers the server's AUTH, whose data is the property authenticationData, with the returned data. */
	answer(properties: Properties): Uint8Array | undefined;
	/** reauthenticate() has succeeded. */
	onAuthenticated?(): void;
}

const NAMES = Object.freeze({
	method: Be.Other,
	begin: Be.Function,
	answer: Be.Other,
	onAuthenticated: Be.Function,
} satisfies Record<keyof AuthenticationOptions, Be>);

/**
 * The option `authentication` of a 5.0 client: `new Client({ authentication: new EnhancedAuthentication({ … }), …
 * })`. Use one for each client.
 */
export class EnhancedAuthentication implements Authenticator {
	/** @hidden */
	declare readonly [part]: "authentication";
	private readonly options: AuthenticationOptions;
	/** In UTF-8. */
	private readonly method: Uint8Array;
	private client: AuthenticatedClient | undefined;
	/** How many bytes of CONNECT's properties were added by this part. */
	private added = 0;
	/** An exchange that this client has begun is in progress. */
	private isGoingOn = false;

	/** Throws a TypeError. */
	constructor(options: AuthenticationOptions) {
		take({}, options, NAMES, "authentication.");
		expect(typeof options.answer === "function", "authentication.answer", "a function");
		this.method = encode("authentication.method", options.method);
		this.options = options;
	}

	/**
	 * Authenticates again (section 4.12.1). Returns whether that could be started, which needs a connection and room.
	 */
	reauthenticate(): boolean {
		const connection = this.client?.connection;
		if (connection?.phase !== Phase.Online || this.isGoingOn) return false;
		const data = this.ask(() => this.options.begin?.());
		if (!data || connection !== this.client?.connection || connection.phase !== Phase.Online || this.isGoingOn)
			return false;
		const packet = encodeReason(Packet.AUTH, Code.reauthenticate, data);
		if (packet.length > connection.maximumPacketSize || !connection.mayWrite(packet.length)) return false;
		this.isGoingOn = true;
		connection.write(packet, 0, packet.length);
		return true;
	}

	/** Called by the client. @internal */
	open(client: AuthenticatedClient): boolean {
		const data = this.ask(() => this.options.begin?.());
		this.client = client;
		if (!data) return false;
		client.connectPacket = withProperties(client.connectPacket, this.added, data);
		this.added = data.length;
		this.isGoingOn = true;
		return true;
	}

	/** Called by the client. @internal */
	accepted(connection: Outgoing5): number {
		this.isGoingOn = false;
		return connection.properties.get(Id.authenticationMethod) === this.options.method ? 0 : Code.protocolError;
	}

	/** Called by the client. @internal */
	received(connection: Outgoing5, start: number, end: number): boolean {
		const { bytes, properties } = connection;
		const code = decodeReason(Packet.AUTH, bytes, start, end, properties);
		if (code < 0) return connection.fail(-code);
		if (!this.isGoingOn || properties.get(Id.authenticationMethod) !== this.options.method)
			return connection.fail(Code.protocolError);
		if (code === 0 && connection.phase === Phase.Online) {
			this.isGoingOn = false;
			this.options.onAuthenticated?.();
			return connection.phase === Phase.Online;
		}
		if (code !== Code.continueAuthentication) return connection.fail(Code.protocolError);
		properties.rewind();
		const io = connection.io;
		const data = this.ask(() => this.options.answer(properties));
		// The app may have closed the connection in the callback.
		if (connection.io !== io) return false;
		if (!data) return connection.fail(Code.authenticationFailed);
		const packet = encodeReason(Packet.AUTH, code, data);
		if (packet.length > Math.min(connection.outSize, connection.maximumPacketSize))
			return connection.fail(Code.packetTooLarge);
		// A partly written SUBSCRIBE may lie there, so it is copied.
		connection.partly &&= connection.partly.slice();
		bytes.set(packet, connection.capacity);
		return connection.owe(connection.capacity);
	}

	/** Encodes the app's answer as properties. Returns undefined if the callback throws or does not return bytes. */
	private ask(question: () => Uint8Array | undefined): Uint8Array | undefined {
		try {
			const data = question();
			if (data !== undefined && (!(data instanceof Uint8Array) || data.length > 65_535)) return;
			const list = new PropertyList(this.method.length + 6 + (data ? data.length : 0));
			list.add(Id.authenticationMethod, this.method);
			if (data) list.add(Id.authenticationData, data);
			return list.bytes.subarray(0, list.length);
		} catch {}
	}
}
