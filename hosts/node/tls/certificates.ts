// Set-up. Whom to trust is decided in hosts/certificates; here is how Node.js tells a server's certificates and checks a signature.
import { createPublicKey, verify } from "node:crypto";
import type { DetailedPeerCertificate, TLSSocket } from "node:tls";
import type { Certificate } from "../../certificates/certificate.js";
import { Verdict } from "../../certificates/verdict.js";
import type { Secure } from "../../tls-options.js";

const HASHES = Object.freeze(["sha256", "sha384", "sha512"]);

/** What is wrong with the server's certificate, in words; undefined if nothing is. */
export function faultOf(socket: TLSSocket, secure: Secure, name: string): string | undefined {
	try {
		secure.expectTrusted(chainOf(socket), name, isSignedBy);
	} catch (error) {
		return (error as Error).message;
	}
	// It may know more than we do.
	return socket.authorized ? undefined : Verdict.notTrusted;
}

/**
 * The server's certificate and those that it comes from, as far as the server has sent them. Node.js does not show one that may not sign, nor, where
 * they are out of order, all.
 */
function chainOf(socket: TLSSocket): Uint8Array[] {
	const chain: Uint8Array[] = [];
	let each: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
	// A root is its own issuer.
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
