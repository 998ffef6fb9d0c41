// Set-up. Parses one X.509 certificate (RFC 5280 section 4) and says whether it may be used.
import { DER, isSame, Tag } from "./der.js";
import { PublicKey } from "./public-key.js";
import { Verdict } from "./verdict.js";

/**
 * Supported signature algorithms: RSA with PKCS #1 v1.5, or ECDSA, with SHA-256, 384 or 512. Object identifiers are
 * written as by DER.identifier().
 */
const RSA_SIGNATURES = Object.freeze([
	"42,134,72,134,247,13,1,1,11",
	"42,134,72,134,247,13,1,1,12",
	"42,134,72,134,247,13,1,1,13",
]);
const ECDSA_SIGNATURES = Object.freeze(["42,134,72,206,61,4,3,2", "42,134,72,206,61,4,3,3", "42,134,72,206,61,4,3,4"]);
/** Signatures with MD5 or SHA-1, which can be forged. */
const WEAK_SIGNATURES = Object.freeze([
	"42,134,72,134,247,13,1,1,4",
	"42,134,72,134,247,13,1,1,5",
	"42,134,72,206,61,4,1",
]);

/** Extensions are 2.5.29.x (id-ce). These bytes are 2.5.29 in DER. */
const EXTENSION = "85,29,";
const enum Extension {
	keyUsage = "85,29,15",
	alternativeNames = "85,29,17",
	basicConstraints = "85,29,19",
	nameConstraints = "85,29,30",
	/** Certificate policies. Any policy is accepted, so its contents are not read. */
	policies = "85,29,32",
	purposes = "85,29,37",
}
const SERVER_AUTHENTICATION = "43,6,1,5,5,7,3,1";

/** The first byte of keyUsage. */
const enum Usage {
	digitalSignature = 0x80,
	keyCertSign = 0x04,
}

/** A parsed certificate. */
export class Certificate {
	/** The whole certificate in DER. */
	readonly bytes: Uint8Array;
	/**
	 * TBSCertificate, the part that is signed. `isRSA` (else ECDSA) and `hash` (0 to 2 for SHA-256, 384 and 512) tell
	 * how; `hash` is negative if the algorithm is not supported.
	 */
	readonly signed: Uint8Array;
	readonly signature: Uint8Array;
	readonly isRSA: boolean;
	readonly hash: number;
	private readonly isWeak: boolean;
	/** The signature algorithm inside the signed part differs from the one beside the signature. */
	private readonly isDoubtful: boolean;
	readonly issuer: Uint8Array;
	readonly subject: Uint8Array;
	/** SubjectPublicKeyInfo in DER, and the key parsed from it. */
	readonly keyInfo: Uint8Array;
	readonly key: PublicKey;
	/** The validity period, in milliseconds as Date.now() counts them. */
	private from: number;
	private to: number;
	private isVersion1: boolean;
	private hasUnknown: boolean;
	/**
	 * basicConstraints: whether this is a CA certificate (undefined without the extension), and the maximum number of
	 * intermediate certificates below it.
	 */
	private isAuthority: boolean | undefined;
	private longest: number;
	private usage: number;
	private forServers: boolean;
	/** The contents of subjectAltName and nameConstraints, as DER elements. */
	names: Uint8Array | undefined;
	constraints: Uint8Array | undefined;

	/** Throws an Error if the certificate is malformed. */
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

	/** Reads the list of extensions. */
	private extend(list: DER): void {
		let seen = "";
		while (list.more()) {
			const extension = list.next(Tag.sequence).inside();
			const type = extension.next(Tag.identifier).identifier();
			const isCritical = extension.peek() === Tag.boolean && extension.next().value()[0] !== 0;
			const contents = extension.next(Tag.octetString).inside();
			// A duplicate extension is malformed: it would be unclear which one counts (RFC 5280 section 4.2).
			if (seen.includes(` ${type} `)) throw new Error(Verdict.malformed);
			seen += ` ${type} `;
			if (!(type.startsWith(EXTENSION) && this.take(type, contents.next())) && isCritical) this.hasUnknown = true;
		}
	}

	/** Reads the contents of one extension. Returns false if the extension is not supported. */
	private take(type: string, contents: DER): boolean {
		const isUsage = type === Extension.keyUsage;
		if (contents.tag !== (isUsage ? Tag.bitString : Tag.sequence)) return false;
		switch (type) {
			case Extension.keyUsage:
				// The first byte of a BIT STRING is the number of unused bits at its end.
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

	/** The issuer is the certificate's own subject. */
	isSelfIssued(): boolean {
		return isSame(this.issuer, this.subject);
	}

	/**
	 * Why no certificate of a chain may be like this one, whether a server's or an authority's; undefined if there is
	 * no objection.
	 */
	fault(): Verdict | undefined {
		const now = Date.now();
		return this.from <= now && now <= this.to ? this.lastingFault() : Verdict.notNow;
	}

	/** The same without the validity period, because the clock may not be set yet. */
	lastingFault(): Verdict | undefined {
		return this.hasUnknown ? Verdict.unknownExtension : this.key.fault();
	}

	/** Why the signature on this certificate cannot be trusted, whoever made it. */
	signatureFault(): Verdict | undefined {
		if (this.isDoubtful) return Verdict.notTrusted;
		if (this.isWeak) return Verdict.weakSignature;
		return this.hash < 0 ? Verdict.unknownAlgorithm : undefined;
	}

	/**
	 * Why this cannot be a server's certificate. The server signs its key exchange with the key, so keyUsage must
	 * allow digital signatures.
	 */
	serverFault(): Verdict | undefined {
		return this.forServers && this.usage & Usage.digitalSignature ? undefined : Verdict.notForServers;
	}

	/**
	 * Why this certificate may not sign another, with `below` intermediate certificates between it and the server's.
	 * A certificate of version 1 has no extensions to allow it, so it may sign only if the app names it as an
	 * authority and it is self-issued.
	 */
	signerFault(below: number, isNamed: boolean): Verdict | undefined {
		if (!this.isAuthority && !(this.isVersion1 && isNamed && this.isSelfIssued())) return Verdict.maySignNone;
		if (!(this.usage & Usage.keyCertSign)) return Verdict.maySignNone;
		if (!this.forServers) return Verdict.notForServers;
		return below > this.longest ? Verdict.tooLong : undefined;
	}
}

/** UTCTime or GeneralizedTime (section 4.1.2.5), with seconds and in UTC; NaN for anything else. */
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
