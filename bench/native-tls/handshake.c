// Measures the heap and processor time of a TLS client over mbedTLS, as a native socket of a device would be. See
// docs/native-tls.md. Usage: handshake PORT AUTHORITY.pem FRAGMENT COUNT. FRAGMENT is 0 or the maximum fragment
// length to request (512, 1024, 2048, 4096). Link with -Wl,--wrap=calloc,--wrap=free, because Debian's mbedTLS is
// built without MBEDTLS_PLATFORM_MEMORY.
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <mbedtls/version.h>
#include <mbedtls/x509_crt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void *__real_calloc(size_t count, size_t size);
void __real_free(void *block);

// The length of each block is stored before it. The requested size counts, without the allocator's overhead.
enum { lengthRoom = 16 };
// The two record buffers hold 16,384 bytes plus the overhead of a record. No other allocation is that large.
enum { recordLength = 16384 };
static size_t held, peak, blocks, blocksAtPeak, records;

void *__wrap_calloc(size_t count, size_t size) {
	size_t length = count * size;
	uint8_t *block = __real_calloc(1, lengthRoom + length);
	if (!block) return NULL;
	*(size_t *)block = length;
	held += length;
	blocks++;
	if (length >= recordLength) records += length;
	if (held > peak) {
		peak = held;
		blocksAtPeak = blocks;
	}
	return block + lengthRoom;
}

void __wrap_free(void *data) {
	if (!data) return;
	uint8_t *block = (uint8_t *)data - lengthRoom;
	size_t length = *(size_t *)block;
	held -= length;
	blocks--;
	if (length >= recordLength) records -= length;
	__real_free(block);
}

// The largest record from the server, which determines the size of the buffer. mbedTLS reads header and body
// separately.
static size_t largestRecord, received, sent;

static int receive(void *net, unsigned char *bytes, size_t length) {
	int count = mbedtls_net_recv(net, bytes, length);
	if (count > 0) received += count;
	if (length > largestRecord) largestRecord = length;
	return count;
}

static int transmit(void *net, const unsigned char *bytes, size_t length) {
	int count = mbedtls_net_send(net, bytes, length);
	if (count > 0) sent += count;
	return count;
}

static void check(int result, const char *step) {
	if (result >= 0) return;
	char text[120];
	mbedtls_strerror(result, text, sizeof text);
	fprintf(stderr, "%s: %s (-0x%04x)\n", step, text, -result);
	exit(1);
}

static double microseconds(void) {
	struct timespec time;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

#ifdef MBEDTLS_SSL_PROTO_TLS1_3
static const char tls13[] = "true";
#else
static const char tls13[] = "false";
#endif

static mbedtls_ssl_config config;

static void connection(const char *port, mbedtls_ssl_session *resumed, mbedtls_ssl_session *kept, const char *name) {
	size_t before = held;
	mbedtls_net_context net;
	mbedtls_ssl_context ssl;
	mbedtls_net_init(&net);
	mbedtls_ssl_init(&ssl);
	check(mbedtls_net_connect(&net, "127.0.0.1", port, MBEDTLS_NET_PROTO_TCP), "connect");
	peak = held;
	largestRecord = received = sent = 0;
	double start = microseconds();
	check(mbedtls_ssl_setup(&ssl, &config), "setup");
	check(mbedtls_ssl_set_hostname(&ssl, "localhost"), "name");
	if (resumed) check(mbedtls_ssl_set_session(&ssl, resumed), "session");
	mbedtls_ssl_set_bio(&ssl, &net, transmit, receive, NULL);
	check(mbedtls_ssl_handshake(&ssl), "handshake");
	double time = microseconds() - start;
	size_t handshakePeak = peak - before, open = held - before, handshakeBlocks = blocksAtPeak, bytes = received + sent;
	peak = held;
	uint8_t packet[64] = "a publish";
	check(mbedtls_ssl_write(&ssl, packet, sizeof packet), "write");
	size_t writing = peak - held;
	printf("{\"kind\":\"%s\",\"version\":\"%s\",\"suite\":\"%s\",\"microseconds\":%.0f,\"peak\":%zu,\"blocks\":%zu,\"open\":%zu,\"records\":%zu,\"writing\":%zu,"
		"\"largestRecord\":%zu,\"bytes\":%zu}\n", name, mbedtls_ssl_get_version(&ssl), mbedtls_ssl_get_ciphersuite(&ssl), time, handshakePeak,
		handshakeBlocks, open, records, writing, largestRecord, bytes);
	if (kept) check(mbedtls_ssl_get_session(&ssl, kept), "get session");
	mbedtls_ssl_close_notify(&ssl);
	mbedtls_ssl_free(&ssl);
	mbedtls_net_free(&net);
}

int main(int count, char **arguments) {
	if (count != 5) {
		fprintf(stderr, "handshake PORT AUTHORITY.pem FRAGMENT COUNT\n");
		return 2;
	}
	const char *port = arguments[1];
	int fragment = atoi(arguments[3]), times = atoi(arguments[4]);
	mbedtls_entropy_context entropy;
	mbedtls_ctr_drbg_context random;
	mbedtls_x509_crt authority;
	mbedtls_ssl_session session;
	mbedtls_entropy_init(&entropy);
	mbedtls_ctr_drbg_init(&random);
	mbedtls_x509_crt_init(&authority);
	mbedtls_ssl_session_init(&session);
	mbedtls_ssl_config_init(&config);
	check(mbedtls_ctr_drbg_seed(&random, mbedtls_entropy_func, &entropy, NULL, 0), "random");
	check(mbedtls_x509_crt_parse_file(&authority, arguments[2]), "authority");
	check(mbedtls_ssl_config_defaults(&config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT), "defaults");
	// The algorithms in docs/tls.md and no others, so that both sides of the comparison do the same work.
	static const int suites[] = {
		MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, 0
	};
	static const mbedtls_ecp_group_id curves[] = { MBEDTLS_ECP_DP_SECP256R1, MBEDTLS_ECP_DP_NONE };
	mbedtls_ssl_conf_ciphersuites(&config, suites);
	mbedtls_ssl_conf_curves(&config, curves);
	mbedtls_ssl_conf_authmode(&config, MBEDTLS_SSL_VERIFY_REQUIRED);
	mbedtls_ssl_conf_ca_chain(&config, &authority, NULL);
	mbedtls_ssl_conf_rng(&config, mbedtls_ctr_drbg_random, &random);
	mbedtls_ssl_conf_session_tickets(&config, MBEDTLS_SSL_SESSION_TICKETS_ENABLED);
	int code = fragment == 512 ? MBEDTLS_SSL_MAX_FRAG_LEN_512 : fragment == 1024 ? MBEDTLS_SSL_MAX_FRAG_LEN_1024 :
		fragment == 2048 ? MBEDTLS_SSL_MAX_FRAG_LEN_2048 : fragment == 4096 ? MBEDTLS_SSL_MAX_FRAG_LEN_4096 : MBEDTLS_SSL_MAX_FRAG_LEN_NONE;
	check(mbedtls_ssl_conf_max_frag_len(&config, code), "fragment");
	// The entropy source is not counted, because a chip has hardware for it.
	printf("{\"kind\":\"configuration\",\"release\":\"%s\",\"tls13\":%s,\"held\":%zu,\"structs\":%zu}\n", MBEDTLS_VERSION_STRING, tls13, held,
		sizeof(mbedtls_ssl_config) + sizeof(mbedtls_ssl_context) + sizeof random + sizeof authority);
	for (int i = 0; i < times; i++) {
		mbedtls_ssl_session_free(&session);
		mbedtls_ssl_session_init(&session);
		connection(port, NULL, &session, "full");
		size_t length = 0;
		mbedtls_ssl_session_save(&session, NULL, 0, &length);
		connection(port, &session, NULL, "resumed");
		if (i == 0) printf("{\"kind\":\"session\",\"bytes\":%zu}\n", length);
	}
	return 0;
}
