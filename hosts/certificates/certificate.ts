// Set-up. One certificate (RFC 5280 section 4): what it says, and whether that is understood.
import { DER, isSame, Tag } from "./der.js";
import { PublicKey } from "./public-key.js";
import { Verdict } from "./verdict.js";

/** Signatures that are understood: RSA of PKCS #1 1.5, or ECDSA, with SHA-256, 384 or 512. Object identifiers as DER.identifier() has them. */
const RSA_SIGNATURES = Object.freeze([
	"42,134,72,134,247,13,1,1,11",
	"42,134,72,134,247,13,1,1,12",
	"42,134,72,134,247,13,1,1,13",
]);
const ECDSA_SIGNATURES = Object.freeze(["42,134,72,206,61,4,3,2", "42,134,72,206,61,4,3,3", "42,134,72,206,61,4,3,4"]);
/** With MD5 and SHA-1, which can be fooled. */
const WEAK_SIGNATURES = Object.freeze([
	"42,134,72,134,247,13,1,1,4",
	"42,134,72,134,247,13,1,1,5",
	"42,134,72,206,61,4,1",
]);

/** Extensions: 2.5.29 and this, in DER. */
const EXTENSION = "85,29,";
const enum Extension {
	keyUsage = "85,29,15",
	alternativeNames = "85,29,17",
	basicConstraints = "85,29,19",
	nameConstraints = "85,29,30",
	/** Any policy will do, so there is nothing in it to be understood. */
	policies = "85,29,32",
	purposes = "85,29,37",
}
const SERVER_AUTHENTICATION = "43,6,1,5,5,7,3,1";

/** Bits of keyUsage, as they are in its first byte. */
const enum Usage {
	digitalSignature = 0x80,
	keyCertSign = 0x04,
}

/** A certificate. */
export class Certificate {
	/** All of it. */
	readonly bytes: Uint8Array;
	/** What is signed, by which of RSA or ECDSA, with which of the hashes: 0 to 2; negative for one that is not understood. */
	readonly signed: Uint8Array;
	readonly signature: Uint8Array;
	readonly isRSA: boolean;
	readonly hash: number;
	private readonly isWeak: boolean;
	/** It does not say inside, where that is signed, how it is signed. */
	private readonly isDoubtful: boolean;
	readonly issuer: Uint8Array;
	readonly subject: Uint8Array;
	/** SubjectPublicKeyInfo, and the same understood. */
	readonly keyInfo: Uint8Array;
	readonly key: PublicKey;
	/** When it is valid, in milliseconds as of Date.now(). */
	private from: number;
	private to: number;
	private isVersion1: boolean;
	private hasUnknown: boolean;
	/** Whether it is an authority's; how many others may be between it and a server's; undefined if it says nothing. */
	private isAuthority: boolean | undefined;
	private longest: number;
	private usage: number;
	private forServers: boolean;
	/** What is in its SubjectAltName and its NameConstraints: elements. */
	names: Uint8Array | undefined;
	constraints: Uint8Array | undefined;

	/** Throws an Error if it is malformed. */
	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
		const outer = new DER(bytes);
		const parts = outer.next(Tag.sequence).inside();
		if (outer.more()) throw new Error(Verdict.malformed);
		const fields = parts.next(Tag.sequence).inside();
		this.signed = parts.whole();
		const algorithm = parts.next(Tag.sequence).whole();
		const type = parts.inside().next(Tag.identifier).identifier();
		this.signature = parts.next(Tag.bitString).bits();
		const rsa = RSA_SIGNATURES.indexOf(type);
		this.isRSA = rsa >= 0;
		this.hash = rsa >= 0 ? rsa : ECDSA_SIGNATURES.indexOf(type);
		this.isWeak = WEAK_SIGNATURES.includes(type);

		this.isVersion1 = fields.peek() !== Tag.group;
		if (!this.isVersion1) fields.next();
		fields.next(Tag.integer);
		this.isDoubtful = !isSame(fields.next(Tag.sequence).whole(), algorithm);
		this.issuer = fields.next(Tag.sequence).whole();
		const validity = fields.next(Tag.sequence).inside();
		this.from = timeOf(validity.next());
		this.to = timeOf(validity.next());
		this.subject = fields.next(Tag.sequence).whole();
		this.key = new PublicKey(fields.next(Tag.sequence));
		this.keyInfo = fields.whole();

		this.hasUnknown = false;
		this.isAuthority = this.names = this.constraints = undefined;
		this.longest = Infinity;
		this.usage = 0xff;
		this.forServers = true;
		while (fields.more())
			if (fields.next().tag === Tag.group + 3) this.extend(fields.inside().next(Tag.sequence).inside());
	}

	/** Its extensions. */
	private extend(list: DER): void {
		let seen = "";
		while (list.more()) {
			const extension = list.next(Tag.sequence).inside();
			const type = extension.next(Tag.identifier).identifier();
			const isCritical = extension.peek() === Tag.boolean && extension.next().value()[0] !== 0;
			const contents = extension.next(Tag.octetString).inside();
			// Which of two would count?
			if (seen.includes(` ${type} `)) throw new Error(Verdict.malformed);
			seen += ` ${type} `;
			if (!(type.startsWith(EXTENSION) && this.take(type, contents.next())) && isCritical) this.hasUnknown = true;
		}
	}

	/** An extension that has been read; false if it is not known. */
	private take(type: string, contents: DER): boolean {
		const isUsage = type === Extension.keyUsage;
		if (contents.tag !== (isUsage ? Tag.bitString : Tag.sequence)) return false;
		switch (type) {
			case Extension.keyUsage:
				// In front of the bits is how many at their end do not count.
				this.usage = contents.at > contents.start + 1 ? contents.bytes[contents.start + 1] : 0;
				return true;
			case Extension.alternativeNames:
				this.names = contents.value();
				return true;
			case Extension.nameConstraints:
				this.constraints = contents.value();
				return true;
			case Extension.basicConstraints: {
				const fields = contents.inside();
				this.isAuthority = fields.peek() === Tag.boolean && fields.next().value()[0] !== 0;
				if (fields.more()) {
					const length = fields.next(Tag.integer).natural();
					this.longest = length.length > 1 ? Infinity : length[0];
				}
				return true;
			}
			case Extension.purposes: {
				const list = contents.inside();
				this.forServers = false;
				while (list.more()) if (list.next().identifier() === SERVER_AUTHENTICATION) this.forServers = true;
				return true;
			}
			default:
				return type === Extension.policies;
		}
	}

	/** It names itself as its issuer. */
	isSelfIssued(): boolean {
		return isSame(this.issuer, this.subject);
	}

	/** Why none like it is to be used, neither a server's nor what it comes from; undefined if there is nothing. */
	fault(): Verdict | undefined {
		const now = Date.now();
		return this.from <= now && now <= this.to ? this.lastingFault() : Verdict.notNow;
	}

	/** The same, whatever time it is. */
	lastingFault(): Verdict | undefined {
		return this.hasUnknown ? Verdict.unknownExtension : this.key.fault();
	}

	/** Why its signature proves nothing, whatever it is. */
	signatureFault(): Verdict | undefined {
		if (this.isDoubtful) return Verdict.notTrusted;
		if (this.isWeak) return Verdict.weakSignature;
		return this.hash < 0 ? Verdict.unknownAlgorithm : undefined;
	}

	/** Why it cannot be a server's: it says that it is for something else. The server signs its key exchange with it. */
	serverFault(): Verdict | undefined {
		return this.forServers && this.usage & Usage.digitalSignature ? undefined : Verdict.notForServers;
	}

	/**
	 * Why it may not sign another, with `below` of them between that and the server's. One of version 1, which can say nothing, may if
	 * the app names it and it signs itself.
	 */
	signerFault(below: number, isNamed: boolean): Verdict | undefined {
		if (!this.isAuthority && !(this.isVersion1 && isNamed && this.isSelfIssued())) return Verdict.maySignNone;
		if (!(this.usage & Usage.keyCertSign)) return Verdict.maySignNone;
		if (!this.forServers) return Verdict.notForServers;
		return below > this.longest ? Verdict.tooLong : undefined;
	}
}

/** UTCTime or GeneralizedTime (section 4.1.2.5), in seconds and of Greenwich; NaN for another. */
function timeOf(element: DER): number {
	const { bytes, at, tag } = element;
	let { start } = element;
	const digits = (): number => {
		const high = bytes[start++] - 48;
		const low = bytes[start++] - 48;
		return high >= 0 && high < 10 && low >= 0 && low < 10 ? high * 10 + low : NaN;
	};
	let year: number;
	if (tag === Tag.utcTime) {
		year = digits();
		year += year < 50 ? 2000 : 1900;
	} else year = digits() * 100 + digits();
	const month = digits() - 1;
	const day = digits();
	const hour = digits();
	const minute = digits();
	const second = digits();
	const isRight = (tag === Tag.utcTime || tag === Tag.generalizedTime) && bytes[start] === 0x5a && start + 1 === at;
	return isRight ? Date.UTC(year, month, day, hour, minute, second) : NaN;
}
