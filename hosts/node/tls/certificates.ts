// Set-up. hosts/certificates decides which server is trusted. This file takes the server's certificates from Node.js
// and verifies signatures.
import { createPublicKey, verify } from "node:crypto";
import type { DetailedPeerCertificate, TLSSocket } from "node:tls";
import type { Certificate } from "../../certificates/certificate.js";
import { Verdict } from "../../certificates/verdict.js";
import type { Secure } from "../../tls-options.js";

const HASHES = Object.freeze(["sha256", "sha384", "sha512"]);

/** Why the server's certificate is refused, in words; undefined if it is trusted. */
export function faultOf(socket: TLSSocket, secure: Secure, name: string): string | undefined {
	try {
		secure.expectTrusted(chainOf(socket), name, isSignedBy);
	} catch (error) {
		return (error as Error).message;
	}
	// Node.js may check more than Mote does, so its verdict counts as well.
	return socket.authorized ? undefined : Verdict.notTrusted;
}

/**
 * The certificates that the server sent, its own first. Node.js leaves out certificates that may not sign, and some
 * that are out of order.
 */
function chainOf(socket: TLSSocket): Uint8Array[] {
	const chain: Uint8Array[] = [];
	let each: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
	// A root certificate is its own issuer, which would loop.
	while (each?.raw && !chain.some((other) => each!.raw.equals(other))) {
		chain.push(each.raw);
		each = each.issuerCertificate;
	}
	return chain;
}

function isSignedBy({ signed, signature, hash }: Certificate, issuer: Certificate): boolean {
	const key = createPublicKey({ key: Buffer.from(issuer.keyInfo), format: "der", type: "spki" });
	return verify(HASHES[hash], signed, key, signature);
}
