// What is said of a certificate that is refused: the same words on a device, in its simulator and in Node.js. hosts/simulator/tls/certificates.c
// has them, too.

export const enum Verdict {
	notTrusted = "certificate not trusted",
	notNow = "certificate expired or clock not set",
	otherName = "certificate is for another name",
	notForServers = "certificate is not for servers",
	maySignNone = "certificate is signed by one that may not sign",
	tooLong = "certificate is further below than an authority allows",
	constrained = "certificate is for a name that an authority may not vouch for",
	unknownConstraint = "certificate constrains names in an unknown way",
	unknownExtension = "certificate with an unknown critical extension",
	weakKey = "certificate with a weak key",
	weakSignature = "certificate with a weak signature",
	unknownAlgorithm = "certificate with an unknown algorithm",
	malformed = "malformed certificate",
}
