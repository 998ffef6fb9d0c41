// Set-up. Decides whether a server is trusted: its certificate must be for the right name, and a chain of
// certificates that may sign others must lead to an authority that the app names (RFC 5280 section 6.1). Devices and
// Node.js share this code; the host verifies signatures. The simulator does the same with OpenSSL:
// hosts/simulator/tls/certificates.c.
import { Certificate } from "./certificate.js";
import { isSame } from "./der.js";
import { ServerName } from "./server-name.js";
import { Verdict } from "./verdict.js";

/**
 * Whether a certificate was signed with the key of `issuer`. The caller has checked that both algorithms are
 * supported and that the names match.
 */
export type IsSignedBy = (certificate: Certificate, issuer: Certificate) => boolean;

/**
 * Of a longer chain, the rest is ignored. Checking a signature takes a device up to seconds, and each of n certificates
 * of the same name may have signed each other one.
 */
const LONGEST_CHAIN = 10;

/**
 * Throws an Error with a message of Verdict unless the chain is trusted. `chain` is what the server sent, its own
 * certificate first; the others may be in any order, and some may not be needed. If the server's own certificate is
 * among `authorities`, it is trusted for that server only and may sign no other.
 */
export function expectTrusted(
	chain: readonly Uint8Array[],
	authorities: readonly Uint8Array[],
	name: string,
	isSignedBy: IsSignedBy,
): void {
	const path = pathTo(chain.slice(0, LONGEST_CHAIN).map(read), authorities.map(read), isSignedBy);
	const server = new ServerName(name);
	const [own] = path;
	let below = 0;
	for (let i = 0; i < path.length; i++) {
		const each = path[i];
		const isNamed = i === path.length - 1;
		refuse(each.fault());
		refuse(i === 0 ? each.serverFault() : each.signerFault(below, isNamed));
		// Self-issued certificates only renew a key, so they do not count (section 6.1.4).
		if (i > 0 && !each.isSelfIssued()) below++;
	}
	if (!server.isAmong(own.names)) refuse(Verdict.otherName);
	for (let i = 1; i < path.length; i++) {
		const { constraints } = path[i];
		for (let j = 0; constraints && j < i; j++)
			if (j === 0 || !path[j].isSelfIssued()) server.expectAllowed(constraints, path[j].names);
	}
}

/**
 * The path from the server's certificate to an authority: each certificate has signed the one before it. Throws an
 * Error if there is none.
 */
function pathTo(chain: Certificate[], authorities: Certificate[], isSignedBy: IsSignedBy): Certificate[] {
	const left = chain.slice(1);
	const path = [chain[0]];
	for (;;) {
		const last = path[path.length - 1];
		for (const each of authorities) if (isSame(each.bytes, last.bytes)) return path;
		let next = signerOf(last, authorities, isSignedBy);
		if (next >= 0) {
			path.push(authorities[next]);
			return path;
		}
		next = signerOf(last, left, isSignedBy);
		if (next < 0) throw new Error(Verdict.notTrusted);
		path.push(left[next]);
		left.splice(next, 1);
	}
}

/**
 * The index of the candidate that signed `certificate`; negative if none did. Throws an Error if the signature cannot
 * be trusted.
 */
function signerOf(certificate: Certificate, candidates: Certificate[], isSignedBy: IsSignedBy): number {
	let i = candidates.length;
	while (i--) {
		const each = candidates[i];
		if (!isSame(certificate.issuer, each.subject)) continue;
		refuse(certificate.signatureFault());
		refuse(each.key.fault());
		if (isSignedBy(certificate, each)) break;
	}
	return i;
}

function read(bytes: Uint8Array): Certificate {
	return new Certificate(bytes);
}

function refuse(fault: Verdict | undefined): void {
	if (fault) throw new Error(fault);
}
