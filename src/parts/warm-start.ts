// Set-up. What a saved session has besides, for the next wake to be short: what was learned by connecting eagerly, the server's address, the TLS session. It is
// left out where there is no room for it: that costs nothing but time.
//
//     what (1 byte), size (2), bytes; for each that there is; then 0

import { serverHash } from "../client/server-hash.js";

const enum Kind {
	/** As it lies in Eager. */
	Eager = 1,
	/** serverHash (4 bytes), address in ASCII. */
	Address = 2,
	/** As tls() has it. */
	Session = 3,
	End = 0,
}

const enum Size {
	/** What is before the bytes. */
	Head = 3,
	Hash = 4,
}

/** What is looked at of a client. */
export interface WarmClient {
	readonly host: string;
	readonly port: number;
	readonly address?: string | undefined;
	addresses?: string[] | undefined;
	readonly eager?: { save(): Uint8Array; restore(bytes: Uint8Array, seconds: number): void } | undefined;
	/** With TLS; and with a WebSocket over TLS. */
	readonly socket?: { readonly secure?: Secure; readonly websocket?: { readonly over: { readonly secure?: Secure } } };
}

interface Secure {
	session: Uint8Array | undefined;
}

/** Writes all that fits `room` to `at`, if anywhere: how many bytes that takes, 0 if there is nothing. */
export function saveWarm(client: WarmClient, room: number, into?: Uint8Array, at = 0): number {
	const parts = [client.eager?.save(), addressOf(client), secureOf(client)?.session];
	let size = 0;
	for (let i = 0; i < parts.length; i++) {
		const bytes = parts[i];
		const length = bytes ? bytes.length : 0;
		if (!length || length > 65_535 || size + Size.Head + length + 1 > room) continue;
		if (into) {
			into[at + size] = i + 1;
			into[at + size + 1] = length >> 8;
			into[at + size + 2] = length;
			into.set(bytes as Uint8Array, at + size + Size.Head);
		}
		size += Size.Head + length;
	}
	if (into && size) into[at + size] = Kind.End;
	return size && size + 1;
}

/** Where what begins at `at` ends; beyond the bytes' end, if it is not whole. */
export function endOfWarm(bytes: Uint8Array, at: number): number {
	while (at < bytes.length && bytes[at] !== Kind.End) at = next(bytes, at);
	return at + 1;
}

/** Gives a client what saveWarm() has left at `at`, `seconds` ago. */
export function restoreWarm(client: WarmClient, bytes: Uint8Array, at: number, seconds: number): void {
	for (; bytes[at] !== Kind.End; at = next(bytes, at)) {
		const kind = bytes[at];
		const own = bytes.slice(at + Size.Head, next(bytes, at));
		if (kind === Kind.Eager) client.eager?.restore(own, seconds);
		else if (kind === Kind.Session) {
			const secure = secureOf(client);
			if (secure) secure.session ??= own;
		} else if (kind === Kind.Address && new DataView(own.buffer).getUint32(0) === serverHash(client)) {
			let address = "";
			for (let i = Size.Hash; i < own.length; i++) address += String.fromCharCode(own[i]);
			// If that fails, the name is looked up.
			client.addresses = [address, client.host];
		}
	}
}

function next(bytes: Uint8Array, at: number): number {
	return at + Size.Head + ((bytes[at + 1] << 8) | bytes[at + 2]);
}

/** The address of a server that has accepted us, and that has a name. */
function addressOf(client: WarmClient): Uint8Array | undefined {
	const address = client.address;
	if (!address || address === client.host) return;
	const bytes = new Uint8Array(Size.Hash + address.length);
	new DataView(bytes.buffer).setUint32(0, serverHash(client));
	for (let i = 0; i < address.length; i++) bytes[Size.Hash + i] = address.charCodeAt(i);
	return bytes;
}

function secureOf({ socket }: WarmClient): Secure | undefined {
	return socket?.secure ?? socket?.websocket?.over.secure;
}
