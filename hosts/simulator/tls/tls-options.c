/* Converts the app's TLS options into OpenSSL's objects, and sessions to and from bytes. */
#include "tls/certificates.h"
#include "errors/exception.h"
#include "modules/host-objects.h"
#include "network/tls-layer.h"
#include <openssl/evp.h>
#include <openssl/x509v3.h>

/* Wrong options are reported by onError, like everything else that goes wrong while connecting. */
static void wrong(Socket* it, const char* why)
{
	if (!it->failure)
		it->failure = why;
}

/* The bytes of the buffer on top of the stack. An allocation of the engine may move them. */
static const unsigned char* topBytes(txMachine* the, txInteger* length)
{
	return (unsigned char*)bytesOf(the, the->stack, length, false);
}

static bool isGiven(txMachine* the)
{
	return the->stack->kind != XS_UNDEFINED_KIND && the->stack->kind != XS_NULL_KIND;
}

static X509* topCertificate(txMachine* the)
{
	txInteger length;
	const unsigned char* bytes = topBytes(the, &length);
	return d2i_X509(NULL, &bytes, length);
}

static txInteger lengthOfTop(txMachine* the)
{
	txSlot* array = the->stack;
	mxPushSlot(array);
	mxGetID(mxID(_length));
	txInteger length = fxToInteger(the, the->stack);
	mxPop();
	return length;
}

/* Pushes the element. */
static void getElement(txMachine* the, txInteger index)
{
	txSlot* array = the->stack;
	mxPushSlot(array);
	mxGetIndex(index);
}

/* tls() has checked that these are certificates. */
static void takeAuthorities(txMachine* the, Socket* it, txSlot* secure, EVP_MD_CTX* peer)
{
	X509_STORE* store = SSL_CTX_get_cert_store(SSL_get_SSL_CTX(it->tls->ssl));
	getOption(the, secure, "certificates");
	txInteger count = isGiven(the) ? lengthOfTop(the) : 0;
	for (txInteger i = 0; i < count; i++) {
		getElement(the, i);
		X509* certificate = topCertificate(the);
		if (certificate) {
			txInteger length;
			const unsigned char* bytes = topBytes(the, &length);
			X509_STORE_add_cert(store, certificate);
			X509_free(certificate);
			EVP_DigestUpdate(peer, bytes, (size_t)length);
		}
		else
			wrong(it, "tls.certificate: expected a certificate in DER");
		mxPop();
	}
	/* tls() requires an authority. The stand-in for the SDK's socket may have none and uses this machine's. */
	if (!count)
		X509_STORE_set_default_paths(store);
	mxPop();
}

static void takeClientCertificates(txMachine* the, Socket* it, txSlot* secure)
{
	getOption(the, secure, "clientCertificates");
	txInteger count = isGiven(the) ? lengthOfTop(the) : 0;
	for (txInteger i = 0; i < count; i++) {
		getElement(the, i);
		X509* certificate = topCertificate(the);
		if (!certificate || !(i ? SSL_add1_chain_cert(it->tls->ssl, certificate) : SSL_use_certificate(it->tls->ssl, certificate)))
			wrong(it, "tls.clientCertificates: expected certificates in DER");
		X509_free(certificate);
		mxPop();
	}
	mxPop();
}

static void takeClientKey(txMachine* the, Socket* it, txSlot* secure)
{
	getOption(the, secure, "clientKey");
	if (isGiven(the)) {
		txInteger length;
		const unsigned char* bytes = topBytes(the, &length);
		EVP_PKEY* key = d2i_AutoPrivateKey(NULL, &bytes, length);
		if (!key || !SSL_use_PrivateKey(it->tls->ssl, key))
			wrong(it, "tls.clientKey: expected the key to clientCertificates, in PKCS#8 DER");
		EVP_PKEY_free(key);
	}
	mxPop();
}

static void takeProtocols(txMachine* the, Socket* it, txSlot* secure)
{
	unsigned char list[1024];
	size_t size = 0;
	getOption(the, secure, "applicationLayerProtocolNegotiation");
	txInteger count = isGiven(the) ? lengthOfTop(the) : 0;
	for (txInteger i = 0; i < count; i++) {
		getElement(the, i);
		const char* name = fxToString(the, the->stack);
		size_t length = strlen(name);
		if (length > 255 || size + 1 + length > sizeof(list))
			mxRangeError("tls.applicationLayerProtocolNegotiation: too long");
		list[size++] = (unsigned char)length;
		memcpy(list + size, name, length);
		size += length;
		mxPop();
	}
	mxPop();
	if (size)
		SSL_set_alpn_protos(it->tls->ssl, list, (unsigned)size);
}

static bool getName(txMachine* the, txSlot* from, const char* option, char* name, size_t size)
{
	getOption(the, from, option);
	bool given = isGiven(the);
	if (given)
		fxToStringBuffer(the, the->stack, name, (txSize)size);
	mxPop();
	return given;
}

static void takeName(txMachine* the, Socket* it, txSlot* options, txSlot* secure, EVP_MD_CTX* peer)
{
	char name[256];
	TLS* tls = it->tls;
	if (!getName(the, secure, "serverName", name, sizeof(name)) && !getName(the, options, "host", name, sizeof(name)))
		snprintf(name, sizeof(name), "%s", it->address);
	expectServer(tls, name);
	if (!tls->isAddress)
		SSL_set_tlsext_host_name(tls->ssl, name);
	EVP_DigestUpdate(peer, name, strlen(name) + 1);
}

/*
 * A digest of the session and the peer precedes the session. It rejects damaged sessions and those of another server.
 */
static void digestSession(const TLS* tls, const unsigned char* bytes, size_t length, unsigned char* digest)
{
	EVP_MD_CTX* context = EVP_MD_CTX_new();
	EVP_DigestInit(context, EVP_sha256());
	EVP_DigestUpdate(context, tls->peer, sizeof(tls->peer));
	EVP_DigestUpdate(context, bytes, length);
	EVP_DigestFinal(context, digest, NULL);
	EVP_MD_CTX_free(context);
}

static void takeSession(txMachine* the, Socket* it, txSlot* secure)
{
	TLS* tls = it->tls;
	unsigned char digest[SHA256_DIGEST_LENGTH];
	txInteger length;
	getOption(the, secure, "session");
	if (isGiven(the)) {
		const unsigned char* bytes = topBytes(the, &length);
		const unsigned char* session = bytes + sizeof(digest);
		length -= (txInteger)sizeof(digest);
		if (length > 0) {
			digestSession(tls, session, (size_t)length, digest);
			if (!memcmp(digest, bytes, sizeof(digest)))
				tls->offered = d2i_SSL_SESSION(NULL, &session, length);
		}
	}
	mxPop();
	if (tls->offered)
		SSL_set_session(tls->ssl, tls->offered);
}

/* The same algorithms as on a device, so that a server that works here works there. */
static const char suites[] = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256";
static const char signatures[] = "ECDSA+SHA256:RSA+SHA256";
static const char curves[] = "P-256";

/* Only TLS 1.2, as on a device. */
static TLS* newTLS(bool verify)
{
	TLS* tls = calloc(1, sizeof(TLS));
	SSL_CTX* context = SSL_CTX_new(TLS_client_method());
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
	/* Level 2 requires 112 bits of security, which RSA has with 2,048 bits. */
	SSL_CTX_set_security_level(context, 2);
	SSL_CTX_set_cipher_list(context, suites);
	SSL_CTX_set1_sigalgs_list(context, signatures);
	SSL_CTX_set1_groups_list(context, curves);
	SSL_CTX_set_verify(context, verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, NULL);
	SSL_CTX_set_cert_verify_callback(context, judge, tls);
	tls->verify = verify;
	tls->ssl = SSL_new(context);
	SSL_CTX_free(context); /* SSL_new() holds a reference */
	/* Trusts the given certificates even if they are not roots. */
	X509_VERIFY_PARAM_set_flags(SSL_get0_param(tls->ssl), X509_V_FLAG_PARTIAL_CHAIN);
	/* The common name does not count as a name, as on a device. */
	SSL_set_hostflags(tls->ssl, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
	tls->received = BIO_new(BIO_s_mem());
	tls->sealed = BIO_new(BIO_s_mem());
	BIO_set_mem_eof_return(tls->received, -1);
	SSL_set_bio(tls->ssl, tls->received, tls->sealed);
	SSL_set_connect_state(tls->ssl);
	return tls;
}

void takeSecure(txMachine* the, txSlot* options, Socket* it)
{
	getOption(the, options, "secure");
	if (the->stack->kind != XS_REFERENCE_KIND)
		mxTypeError("secure: expected an object");
	txSlot* secure = the->stack;
	copySlot(&it->secure, secure);
	getOption(the, secure, "verify");
	bool verify = fxToBoolean(the, the->stack);
	mxPop();
	it->tls = newTLS(verify);
	EVP_MD_CTX* peer = EVP_MD_CTX_new();
	EVP_DigestInit(peer, EVP_sha256());
	EVP_DigestUpdate(peer, &verify, sizeof(verify));
	takeName(the, it, options, secure, peer);
	takeAuthorities(the, it, secure, peer);
	EVP_DigestFinal(peer, it->tls->peer, NULL);
	EVP_MD_CTX_free(peer);
	takeClientCertificates(the, it, secure);
	takeClientKey(the, it, secure);
	takeProtocols(the, it, secure);
	takeSession(the, it, secure);
	mxPop();
}

/* The type of the field with the server's certificate in OpenSSL's encoding of an SSL_SESSION. */
enum { PEER = 0xa3 };

/*
 * Removes the server's certificate, which was verified when the session was established. A device does not store it
 * either. Returns the new length.
 */
static size_t dropCertificate(unsigned char* bytes, size_t length)
{
	const unsigned char* at = bytes;
	long size;
	int tag, class;
	ASN1_get_object(&at, &size, &tag, &class, (long)length);
	const unsigned char* end = at + size;
	/* The header is written anew, with a length in two bytes. */
	unsigned char* all = malloc(length + 4);
	size_t left = 4;
	while (at < end) {
		const unsigned char* first = at;
		ASN1_get_object(&at, &size, &tag, &class, end - at);
		at += size;
		if (*first != PEER) {
			memcpy(all + left, first, (size_t)(at - first));
			left += (size_t)(at - first);
		}
	}
	/* SEQUENCE and its length in two bytes, which OpenSSL accepts even if the length is short. */
	all[0] = 0x30;
	all[1] = 0x82;
	all[2] = (unsigned char)((left - 4) >> 8);
	all[3] = (unsigned char)(left - 4);
	if (left <= length)
		memcpy(bytes, all, left);
	free(all);
	return left <= length ? left : length;
}

static void pushSession(txMachine* the, const TLS* tls, SSL_SESSION* session)
{
	unsigned char* bytes = NULL;
	int whole = i2d_SSL_SESSION(session, &bytes);
	size_t length = dropCertificate(bytes, (size_t)whole);
	mxPush(mxUint8ArrayConstructor);
	mxNew();
	mxPushUndefined();
	fxArrayBuffer(the, the->stack, NULL, (txInteger)(SHA256_DIGEST_LENGTH + length), -1);
	unsigned char* to = (unsigned char*)the->stack->value.reference->next->value.arrayBuffer.address;
	digestSession(tls, bytes, length, to);
	memcpy(to + SHA256_DIGEST_LENGTH, bytes, length);
	OPENSSL_free(bytes);
	mxRunCount(1);
}

/* Stores the newest session for the next connection, and tells the app of sessions that it does not know yet. */
void handOverSession(Socket* it)
{
	txMachine* the = it->the;
	SSL_SESSION* session = it->tls->complete ? SSL_get0_session(it->tls->ssl) : NULL;
	txSlot value = { .kind = XS_UNDEFINED_KIND }, onSession;
	if (session && (session == it->tls->offered || !SSL_SESSION_is_resumable(session)))
		return;
	fxBeginHost(the);
	{
		mxTry(the) {
			if (session)
				pushSession(the, it->tls, session);
			else
				mxPushUndefined();
			copySlot(&value, the->stack);
			mxPushSlot(&value);
			mxPushSlot(&it->secure);
			mxSetID(nameOf(the, "session"));
			mxPop();
			if (session && takeCallback(the, &it->secure, "onSession", &onSession))
				call(the, &onSession, &it->secure, 1, &value);
			mxPop();
		}
		mxCatch(the) {
			dieOfException(the, NULL);
		}
	}
	fxEndHost(the);
}
