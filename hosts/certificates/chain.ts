// Set-up. Which server is trusted: one whose certificate is for the right name and comes, through certificates that may sign others, from an
// authority that the app names (RFC 5280 section 6.1). It is the same code on a device and in Node.js; a machine checks signatures. The
// simulator does the same with OpenSSL: hosts/simulator/tls/certificates.c.
import { Certificate } from "./certificate.js";
import { isSame } from "./der.js";
import { ServerName } from "./server-name.js";
import { Verdict } from "./verdict.js";

/** Whether a certificate was signed with the key of another, whose subject is its issuer. Both are of kinds that are understood. */
export type IsSignedBy = (certificate: Certificate, issuer: Certificate) => boolean;

/**
 * Throws an Error, which says why in words of Verdict, unless this chain is trusted: certificates as the server has sent them, its own first. They
 * may be in any order, and there may be others that are not needed. A server's own certificate among the authorities is trusted for
 * itself, and vouches for no other.
 */
export function expectTrusted(
	chain: readonly Uint8Array[],
	authorities: readonly Uint8Array[],
	name: string,
	isSignedBy: IsSignedBy,
): void {
	const path = pathTo(chain.map(read), authorities.map(read), isSignedBy);
	const server = new ServerName(name);
	const [own] = path;
	let below = 0;
	for (let i = 0; i < path.length; i++) {
		const each = path[i];
		const isNamed = i === path.length - 1;
		refuse(each.fault());
		refuse(i === 0 ? each.serverFault() : each.signerFault(below, isNamed));
		// Those that only renew another's key do not count (section 6.1.4).
		if (i > 0 && !each.isSelfIssued()) below++;
	}
	if (!server.isAmong(own.names)) refuse(Verdict.otherName);
	for (let i = 1; i < path.length; i++) {
		const { constraints } = path[i];
		for (let j = 0; constraints && j < i; j++)
			if (j === 0 || !path[j].isSelfIssued()) server.expectAllowed(constraints, path[j].names);
	}
}

/** The way from the server's certificate to an authority: each has signed the one before it. Throws an Error if there is none. */
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

/** Which one of these has signed a certificate; negative if none has. Throws an Error if it is signed in a way that proves nothing. */
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
