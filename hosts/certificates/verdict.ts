// Why a certificate is refused, in the same words on a device, in the simulator and in Node.js.
// hosts/simulator/tls/certificates.c has a copy of them.

export const enum Verdict {
	notTrusted = "certificate not trusted",
	notNow = "certificate expired or clock not set",
	otherName = "certificate is for another name",
	notForServers = "certificate is not for servers",
	maySignNone = "certificate's issuer may not sign",
	tooLong = "certificate chain longer than an authority allows",
	constrained = "certificate's name not allowed by an authority",
	unknownConstraint = "certificate constrains names in an unknown way",
	unknownExtension = "certificate with an unknown critical extension",
	weakKey = "certificate with a weak key",
	weakSignature = "certificate with a weak signature",
	unknownAlgorithm = "certificate with an unknown algorithm",
	malformed = "malformed certificate",
}
