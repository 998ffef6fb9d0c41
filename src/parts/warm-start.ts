// Set-up. Data in a saved session that makes the next wake shorter: what eager publishing has learned, the server's
// address, and the TLS session. It is left out if there is no room; that costs only time.
//
//     for each that exists: kind (1 byte), size (2), bytes; then 0

import { serverHash } from "../client/server-hash.js";

const enum Kind {
	/** As Eager stores it. */
	Eager = 1,
	/** serverHash (4 bytes), then the address in ASCII. */
	Address = 2,
	/** As tls() provides it. */
	Session = 3,
	End = 0,
}

const enum Size {
	/** The size of the fields before the bytes. */
	Head = 3,
	Hash = 4,
}

/** The properties of a client that are used here. */
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

/** Writes what fits into `room` to `into`, if given, at `at`. Returns its size; 0 if there is nothing. */
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

/** The end of the data at `at`; after the end of the bytes if it is not complete. */
export function endOfWarm(bytes: Uint8Array, at: number): number {
	while (at < bytes.length && bytes[at] !== Kind.End) at = next(bytes, at);
	return at + 1;
}

/** Restores for a client the data of saveWarm() at `at`, which is `seconds` old. */
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
			// If the address fails, the name is looked up.
			client.addresses = [address, client.host];
		}
	}
}

function next(bytes: Uint8Array, at: number): number {
	return at + Size.Head + ((bytes[at + 1] << 8) | bytes[at + 2]);
}

/** The address of a server that has accepted the client and that has a name. */
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
