/*
 * Decides which server is trusted, and words the reasons, like hosts/certificates on a device. OpenSSL finds and
 * checks the chain. This file adds the checks and restrictions that a device has beyond OpenSSL's.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "tls/certificates.h"
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

/* The same words as in hosts/certificates/verdict.ts. */
static const char notTrusted[] = "certificate not trusted";
static const char notNow[] = "certificate expired or clock not set";
static const char otherName[] = "certificate is for another name";
static const char notForServers[] = "certificate is not for servers";
static const char maySignNone[] = "certificate's issuer may not sign";
static const char tooLong[] = "certificate chain longer than an authority allows";
static const char constrained[] = "certificate's name not allowed by an authority";
static const char unknownConstraint[] = "certificate constrains names in an unknown way";
static const char unknownExtension[] = "certificate with an unknown critical extension";
static const char weakKey[] = "certificate with a weak key";
static const char weakSignature[] = "certificate with a weak signature";
static const char unknownAlgorithm[] = "certificate with an unknown algorithm";

/* Limits of keys in bits, and of a part of a name in characters. */
enum { SHORTEST_MODULUS = 2048, LONGEST_MODULUS = 8192, LONGEST_PART = 63 };

static const char* causeOf(int error)
{
	switch (error) {
	case X509_V_ERR_CERT_HAS_EXPIRED:
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return notNow;
	case X509_V_ERR_INVALID_CA:
	case X509_V_ERR_INVALID_NON_CA:
	case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
		return maySignNone;
	case X509_V_ERR_INVALID_PURPOSE:
		return notForServers;
	case X509_V_ERR_PATH_LENGTH_EXCEEDED:
		return tooLong;
	case X509_V_ERR_PERMITTED_VIOLATION:
	case X509_V_ERR_EXCLUDED_VIOLATION:
		return constrained;
	case X509_V_ERR_SUBTREE_MINMAX:
	case X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE:
	case X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX:
	case X509_V_ERR_UNSUPPORTED_NAME_SYNTAX:
		return unknownConstraint;
	case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION:
		return unknownExtension;
	case X509_V_ERR_EE_KEY_TOO_SMALL:
	case X509_V_ERR_CA_KEY_TOO_SMALL:
		return weakKey;
	case X509_V_ERR_CA_MD_TOO_WEAK:
		return weakSignature;
	default:
		return notTrusted;
	}
}

static const char* judgeKey(X509* certificate)
{
	EVP_PKEY* key = X509_get0_pubkey(certificate);
	const BIGNUM* exponent;
	switch (key ? EVP_PKEY_base_id(key) : NID_undef) {
	case EVP_PKEY_RSA:
		RSA_get0_key(EVP_PKEY_get0_RSA(key), NULL, &exponent, NULL);
		if (EVP_PKEY_bits(key) > LONGEST_MODULUS)
			return unknownAlgorithm;
		/* BN_get_word() returns its maximum for an exponent that does not fit a word. */
		return EVP_PKEY_bits(key) < SHORTEST_MODULUS || BN_num_bits(exponent) > 32 || BN_get_word(exponent) < RSA_F4 ? weakKey : NULL;
	case EVP_PKEY_EC:
		switch (EC_GROUP_get_curve_name(EC_KEY_get0_group(EVP_PKEY_get0_EC_KEY(key)))) {
		case NID_X9_62_prime256v1:
		case NID_secp384r1:
			return NULL;
		}
	}
	return unknownAlgorithm;
}

static const char* judgeSignature(X509* certificate)
{
	switch (X509_get_signature_nid(certificate)) {
	case NID_sha256WithRSAEncryption:
	case NID_sha384WithRSAEncryption:
	case NID_sha512WithRSAEncryption:
	case NID_ecdsa_with_SHA256:
	case NID_ecdsa_with_SHA384:
	case NID_ecdsa_with_SHA512:
		return NULL;
	case NID_md5WithRSAEncryption:
	case NID_sha1WithRSAEncryption:
	case NID_ecdsa_with_SHA1:
		return weakSignature;
	}
	return unknownAlgorithm;
}

/* Critical extensions that a device does not support are refused, even if OpenSSL supports them. */
static const char* judgeExtensions(X509* certificate)
{
	for (int i = 0; i < X509_get_ext_count(certificate); i++) {
		X509_EXTENSION* extension = X509_get_ext(certificate, i);
		if (X509_EXTENSION_get_critical(extension))
			switch (OBJ_obj2nid(X509_EXTENSION_get_object(extension))) {
			case NID_key_usage:
			case NID_subject_alt_name:
			case NID_basic_constraints:
			case NID_name_constraints:
			case NID_certificate_policies:
			case NID_ext_key_usage:
				break;
			default:
				return unknownExtension;
			}
	}
	return NULL;
}

static bool isForServers(X509* certificate)
{
	EXTENDED_KEY_USAGE* purposes = X509_get_ext_d2i(certificate, NID_ext_key_usage, NULL, NULL);
	bool result = !purposes;
	for (int i = 0; i < sk_ASN1_OBJECT_num(purposes); i++)
		result |= OBJ_obj2nid(sk_ASN1_OBJECT_value(purposes, i)) == NID_server_auth;
	EXTENDED_KEY_USAGE_free(purposes);
	return result;
}

/*
 * A certificate of version 1 has no extensions that would make it an authority. It counts as one if the app names it
 * and it is self-issued.
 */
static bool isAuthority(X509* certificate, bool isNamed)
{
	if (X509_get_version(certificate) == 0)
		return isNamed && (X509_get_extension_flags(certificate) & EXFLAG_SI);
	return (X509_get_extension_flags(certificate) & EXFLAG_CA) != 0;
}

static unsigned char small(unsigned char letter)
{
	return letter >= 'A' && letter <= 'Z' ? letter + 32 : letter;
}

static bool endsWith(const unsigned char* bytes, int size, const unsigned char* end, int endSize)
{
	if (endSize > size)
		return false;
	for (bytes += size - endSize; endSize; endSize--)
		if (small(*bytes++) != small(*end++))
			return false;
	return true;
}

/* The star matches exactly one label. At least two must follow. */
static bool isName(const TLS* tls, const unsigned char* pattern, int size)
{
	int from = 0;
	if (size && *pattern == '*') {
		const unsigned char* dot = memchr(tls->name, '.', (size_t)tls->nameSize);
		from = dot ? (int)(dot - tls->name) : 0;
		pattern++, size--;
		if (from < 1 || size < 2 || !memchr(pattern + 1, '.', (size_t)size - 1))
			return false;
	}
	return tls->nameSize - size == from && endsWith(tls->name, tls->nameSize, pattern, size);
}

static bool isAddressed(const TLS* tls, const unsigned char* bytes, int size)
{
	return size == tls->nameSize && !memcmp(bytes, tls->name, (size_t)size);
}

static bool isNamed(const TLS* tls, X509* certificate)
{
	GENERAL_NAMES* names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
	bool result = false;
	for (int i = 0; tls->nameSize && i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, i);
		if (name->type == (tls->isAddress ? GEN_IPADD : GEN_DNS)) {
			const unsigned char* bytes = ASN1_STRING_get0_data(name->d.ip);
			int size = ASN1_STRING_length(name->d.ip);
			result |= tls->isAddress ? isAddressed(tls, bytes, size) : isName(tls, bytes, size);
		}
	}
	GENERAL_NAMES_free(names);
	return result;
}

/* Whether the server's name is `base` or a subdomain of it, or its address is in the network. */
static bool isWithin(const TLS* tls, const unsigned char* base, int size)
{
	int left = tls->nameSize - size;
	if (!tls->isAddress)
		return endsWith(tls->name, tls->nameSize, base, size) && (!left || !size || *base == '.' || tls->name[left - 1] == '.');
	if (size != 2 * tls->nameSize)
		return false;
	for (int i = 0; i < tls->nameSize; i++)
		if ((tls->name[i] ^ base[i]) & base[tls->nameSize + i])
			return false;
	return true;
}

/*
 * OpenSSL has checked the names in the certificates. The server's own name must be checked as well, because a
 * wildcard name may be allowed where it is not.
 */
static const char* judgeSubtrees(const TLS* tls, STACK_OF(GENERAL_SUBTREE)* list, bool isPermitting)
{
	bool isOfType = false, isFound = false;
	for (int i = 0; i < sk_GENERAL_SUBTREE_num(list); i++) {
		const GENERAL_SUBTREE* subtree = sk_GENERAL_SUBTREE_value(list, i);
		const GENERAL_NAME* base = subtree->base;
		if ((base->type != GEN_DNS && base->type != GEN_IPADD) || subtree->minimum || subtree->maximum)
			return unknownConstraint;
		if (base->type == (tls->isAddress ? GEN_IPADD : GEN_DNS)) {
			isOfType = true;
			isFound |= isWithin(tls, ASN1_STRING_get0_data(base->d.ip), ASN1_STRING_length(base->d.ip));
		}
	}
	return (isPermitting ? isOfType && !isFound : isFound) ? constrained : NULL;
}

static const char* judgeConstraints(const TLS* tls, X509* certificate)
{
	NAME_CONSTRAINTS* constraints = X509_get_ext_d2i(certificate, NID_name_constraints, NULL, NULL);
	const char* fault = NULL;
	if (constraints) {
		fault = judgeSubtrees(tls, constraints->permittedSubtrees, true);
		if (!fault)
			fault = judgeSubtrees(tls, constraints->excludedSubtrees, false);
	}
	NAME_CONSTRAINTS_free(constraints);
	return fault;
}

static const char* judgeOne(X509* certificate, int index, bool isLast)
{
	const char* fault = judgeExtensions(certificate);
	if (!fault)
		fault = judgeKey(certificate);
	if (fault)
		return fault;
	if (!isForServers(certificate) || (!index && !(X509_get_key_usage(certificate) & KU_DIGITAL_SIGNATURE)))
		return notForServers;
	return index && !isAuthority(certificate, isLast) ? maySignNone : NULL;
}

static const char* judgeChain(const TLS* tls, STACK_OF(X509)* chain)
{
	int count = sk_X509_num(chain);
	const char* fault = NULL;
	for (int i = 0; !fault && i < count; i++) {
		fault = judgeOne(sk_X509_value(chain, i), i, i == count - 1);
		/* The signature of the last certificate is irrelevant, because the app has named the certificate. */
		if (!fault && i < count - 1)
			fault = judgeSignature(sk_X509_value(chain, i));
	}
	if (!fault && !isNamed(tls, sk_X509_value(chain, 0)))
		fault = otherName;
	for (int i = 1; !fault && i < count; i++)
		fault = judgeConstraints(tls, sk_X509_value(chain, i));
	return fault;
}

/* Called by OpenSSL. Returns 1 if the server is trusted. */
int judge(X509_STORE_CTX* context, void* it)
{
	TLS* tls = it;
	if (!tls->verify)
		return 1;
	tls->fault = X509_verify_cert(context) == 1 ? judgeChain(tls, X509_STORE_CTX_get0_chain(context)) : causeOf(X509_STORE_CTX_get_error(context));
	if (tls->fault && X509_STORE_CTX_get_error(context) == X509_V_OK)
		X509_STORE_CTX_set_error(context, X509_V_ERR_APPLICATION_VERIFICATION);
	return !tls->fault;
}

/* Letters, digits, "-" and "_" in labels separated by dots. */
static bool isProper(const char* name)
{
	int part = 0;
	for (; *name; name++) {
		if (*name == '.') {
			if (!part || !name[1])
				return false;
			part = 0;
		}
		else if (++part > LONGEST_PART || !(isalnum((unsigned char)*name) || *name == '-' || *name == '_'))
			return false;
	}
	return true;
}

/*
 * Sets for whom the server's certificate must be: an address, or a name in lower case. No bytes if the text is
 * neither.
 */
void expectServer(TLS* tls, const char* name)
{
	tls->isAddress = true;
	if (inet_pton(AF_INET, name, tls->name) == 1)
		tls->nameSize = 4;
	else if (inet_pton(AF_INET6, name, tls->name) == 1)
		tls->nameSize = 16;
	else {
		tls->isAddress = false;
		size_t size = strlen(name);
		tls->nameSize = size < sizeof(tls->name) && isProper(name) ? (int)size : 0;
		for (int i = 0; i < tls->nameSize; i++)
			tls->name[i] = small((unsigned char)name[i]);
	}
}
