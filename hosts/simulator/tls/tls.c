/*
 * TLS between the network's bytes and the app's, by OpenSSL. It does no I/O: received bytes arrive in
 * secureReceived(), and bytes to send go into the socket's buffer. Nothing can be read or written before the
 * handshake is complete. OpenSSL does not use the device's memory.
 */
#include "tls/tls.h"
#include "network/tls-layer.h"
#include <openssl/err.h>

/* In bytes: the most data in a record; and the overhead of AES-GCM, which all suites use: header, nonce and tag. */
enum { RECORD = 16384, OVERHEAD = 5 + 8 + 16 };

static const char* const alerts[256] = {
	[0] = "alert close_notify",
	[10] = "alert unexpected_message",
	[20] = "alert bad_record_mac",
	[21] = "alert decryption_failed",
	[22] = "alert record_overflow",
	[30] = "alert decompression_failure",
	[40] = "alert handshake_failure",
	[42] = "alert bad_certificate",
	[43] = "alert unsupported_certificate",
	[44] = "alert certificate_revoked",
	[45] = "alert certificate_expired",
	[46] = "alert certificate_unknown",
	[47] = "alert illegal_parameter",
	[48] = "alert unknown_ca",
	[49] = "alert access_denied",
	[50] = "alert decode_error",
	[51] = "alert decrypt_error",
	[70] = "alert protocol_version",
	[71] = "alert insufficient_security",
	[80] = "alert internal_error",
	[86] = "alert inappropriate_fallback",
	[90] = "alert user_canceled",
	[110] = "alert unsupported_extension",
	[112] = "alert unrecognized_name",
	[113] = "alert bad_certificate_status_response",
	[115] = "alert unknown_psk_identity",
	[116] = "alert certificate_required",
	[120] = "alert no_application_protocol",
};

/* Why OpenSSL has stopped. Reasons from 1000 on are alerts of the peer. */
static const char* cause(const TLS* tls)
{
	unsigned long error = ERR_peek_last_error();
	int reason = ERR_GET_LIB(error) == ERR_LIB_SSL ? ERR_GET_REASON(error) : 0;
	if (reason >= SSL_AD_REASON_OFFSET && reason < SSL_AD_REASON_OFFSET + 256) {
		const char* alert = alerts[reason - SSL_AD_REASON_OFFSET];
		return alert ? alert : "alert";
	}
	if (tls->fault)
		return tls->fault;
	return tls->complete || reason == SSL_R_WRONG_VERSION_NUMBER ? "malformed record" : "handshake failed";
}

/* Moves the bytes that OpenSSL wants to send into the socket's buffer, as far as there is room. */
void secureOutput(Socket* it)
{
	txByte bytes[2048];
	int count;
	while ((count = ringRoom(&it->out)) > 0) {
		count = BIO_read(it->tls->sealed, bytes, count < (int)sizeof(bytes) ? count : (int)sizeof(bytes));
		if (count <= 0)
			break;
		putBytes(&it->out, bytes, count);
		it->triggered |= OUTPUT;
	}
}

static void fail(Socket* it, const char* why)
{
	if (it->failure)
		return;
	it->failure = why;
	/* Sends an alert to the peer, if OpenSSL has produced one. */
	secureOutput(it);
	flushSocket(it);
	it->triggered |= ERROR;
	/* The session may be the cause, so the next connection does not offer it. */
	if (!it->tls->complete && it->tls->offered && !it->tls->ended)
		it->triggered |= SESSION;
}

static void stopped(Socket* it, int result)
{
	TLS* tls = it->tls;
	int error = SSL_get_error(tls->ssl, result);
	if (error == SSL_ERROR_ZERO_RETURN)
		fail(it, "closed by the server");
	else if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE)
		fail(it, cause(tls));
	else if (tls->ended)
		fail(it, tls->ended);
}

static bool shakeHands(Socket* it)
{
	TLS* tls = it->tls;
	ERR_clear_error();
	int result = SSL_do_handshake(tls->ssl);
	if (result != 1) {
		stopped(it, result);
		return false;
	}
	tls->complete = it->ready = true;
	noteSecure(it);
	it->triggered |= SESSION | WRITABLE;
	return true;
}

static void decrypt(Socket* it)
{
	txByte bytes[RECEIVE_BUFFER];
	int room;
	while ((room = ringRoom(&it->in)) > 0) {
		ERR_clear_error();
		int count = SSL_read(it->tls->ssl, bytes, room < RECEIVE_BUFFER ? room : RECEIVE_BUFFER);
		if (count <= 0) {
			stopped(it, count);
			break;
		}
		putBytes(&it->in, bytes, count);
		noteReceived(it, bytes, count);
		it->triggered |= READABLE;
	}
}

static void advance(Socket* it)
{
	if (it->failure)
		return;
	if (it->tls->complete || shakeHands(it))
		decrypt(it);
	secureOutput(it);
}

void secureConnected(Socket* it)
{
	advance(it);
}

void secureReceived(Socket* it, const txByte* bytes, int count)
{
	BIO_write(it->tls->received, bytes, count);
	advance(it);
}

void secureEnded(Socket* it, const char* why)
{
	if (!it->tls->ended)
		it->tls->ended = why;
	advance(it);
}

void secureRead(Socket* it)
{
	advance(it);
}

void secureWrite(Socket* it, const txByte* bytes, int count)
{
	if (count)
		SSL_write(it->tls->ssl, bytes, count);
	secureOutput(it);
}

int secureRoom(const Socket* it)
{
	const TLS* tls = it->tls;
	if (!tls->complete)
		return 0;
	int room = ringRoom(&it->out) - (int)BIO_ctrl_pending(tls->sealed) - OVERHEAD;
	return room < 0 ? 0 : room < RECORD ? room : RECORD;
}

void secureClose(Socket* it)
{
	if (!it->tls->complete)
		return;
	SSL_shutdown(it->tls->ssl);
	secureOutput(it);
}

void secureFree(Socket* it)
{
	SSL_SESSION_free(it->tls->offered);
	SSL_free(it->tls->ssl);
	free(it->tls);
}
