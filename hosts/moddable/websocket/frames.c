/*
 * Hot path, except answer(). The C code of mote-mqtt/frames, the same on all platforms. An allocation may move a
 * typed array's bytes, so pointers are fetched again after each call into JavaScript.
 */
#include "frames.h"
#include "../native/offsets.h"
#include "mc.xs.h"
#include <string.h>

enum { BINARY = 0x82, MASK = 0x80, SHORT = 125, MEDIUM = 126, SHORT_HEADER = 6, HEADER = 8 };

void xs_mote_frames_frame(xsMachine* the)
{
	void *into, *bytes;
	xsUnsignedValue room, size, at, count, header, i;
	uint8_t* to;
	uint8_t first;
	uint32_t key;
	if (xsmcArgc < 5)
		xsTypeError("frame: expected into, first, bytes, at, count");
	xsmcGetBufferReadable(xsArg(2), &bytes, &size);
	xsmcGetBufferWritable(xsArg(0), &into, &room);
	first = (uint8_t)toOffset(the, &xsArg(1), 255);
	at = toOffset(the, &xsArg(3), size);
	count = toOffset(the, &xsArg(4), size - at);
	header = count > SHORT ? HEADER : SHORT_HEADER;
	if (room < header || count > room - header || count > 65535)
		xsRangeError("frame: too long");
	to = into;
	key = drawBits();
	to[0] = first;
	to[1] = MASK | (uint8_t)count;
	if (header == HEADER) {
		to[1] = MASK | MEDIUM;
		to[2] = (uint8_t)(count >> 8);
		to[3] = (uint8_t)count;
	}
	to += header;
	for (i = 0; i < 4; i++)
		to[(int)i - 4] = (uint8_t)(key >> (8 * i));
	copyFromAnywhere(to, (uint8_t*)bytes + at, count);
	for (i = 0; count - i >= 4; i += 4) {
		to[i] ^= (uint8_t)key;
		to[i + 1] ^= (uint8_t)(key >> 8);
		to[i + 2] ^= (uint8_t)(key >> 16);
		to[i + 3] ^= (uint8_t)(key >> 24);
	}
	for (; i < count; i++)
		to[i] ^= (uint8_t)(key >> (8 * (i & 3)));
	xsmcSetInteger(xsResult, (xsIntegerValue)(header + count));
}

/*
 * Offsets in the memory shared with the WebSocket, after a frame's header: the size of a message that was announced
 * whole, and the state, which is 0 between messages.
 */
enum { WHOLE = 10, STATE = 11 };

static uint8_t* sharedBytes(xsMachine* the, xsSlot* start)
{
	void* bytes;
	xsUnsignedValue size;
	xsmcGetBufferReadable(*start, &bytes, &size);
	return bytes;
}

/*
 * `this` is the underlying socket. Everything but a whole message in one small frame is left to readable() and
 * goOnFrom().
 */
void xs_mote_frames_on_readable(xsMachine* the)
{
	uint8_t* shared;
	xsIntegerValue count = xsmcToInteger(xsArg(0)), length, rest;
	xsmcVars(3);
	xsmcGet(xsVar(0), xsThis, xsID_target);
	xsmcGet(xsVar(1), xsVar(0), xsID_start);
	shared = sharedBytes(the, &xsVar(1));
	if (shared[WHOLE] || shared[STATE] || count < 3) {
		xsCall1_noResult(xsVar(0), xsID_readable, xsArg(0));
		return;
	}
	xsmcGet(xsVar(2), xsVar(0), xsID_io);
	xsCall1_noResult(xsVar(2), xsID_read, xsVar(1));
	shared = sharedBytes(the, &xsVar(1));
	length = shared[1];
	rest = count - 2 - length;
	if (shared[0] != BINARY || length > SHORT || rest < 0 || !length) {
		xsmcSetInteger(xsVar(1), 2);
		xsmcSetInteger(xsVar(2), count - 2);
		xsCall2_noResult(xsVar(0), xsID_goOnFrom, xsVar(1), xsVar(2));
		return;
	}
	shared[WHOLE] = (uint8_t)length;
	xsmcSetInteger(xsVar(2), length);
	xsCall1_noResult(xsVar(0), xsID_onReadable, xsVar(2));
	shared = sharedBytes(the, &xsVar(1));
	if (rest || shared[WHOLE] || shared[STATE]) {
		xsmcSetInteger(xsVar(1), 0);
		xsmcSetInteger(xsVar(2), rest);
		xsCall2_noResult(xsVar(0), xsID_goOnFrom, xsVar(1), xsVar(2));
	}
}

/* `this` is the WebSocket. In the common case, the whole message is read at once. */
void xs_mote_frames_read_into(xsMachine* the)
{
	uint8_t whole;
	if (xsmcArgc < 3)
		xsTypeError("expected a Uint8Array, an offset and a count");
	xsmcVars(2);
	xsmcGet(xsVar(0), xsThis, xsID_start);
	whole = sharedBytes(the, &xsVar(0))[WHOLE];
	if (!whole || xsmcTypeOf(xsArg(2)) != xsIntegerType || xsmcToInteger(xsArg(2)) != whole) {
		xsResult = xsCall3(xsThis, xsID_readPart, xsArg(0), xsArg(1), xsArg(2));
		return;
	}
	xsmcGet(xsVar(1), xsThis, xsID_io);
	xsCall3_noResult(xsVar(1), xsID_readInto, xsArg(0), xsArg(1), xsArg(2));
	sharedBytes(the, &xsVar(0))[WHOLE] = 0;
	xsResult = xsArg(2);
}

void xs_mote_frames_draw(xsMachine* the)
{
	void* bytes;
	xsUnsignedValue size, at, end;
	if (xsmcArgc < 3)
		xsTypeError("draw: expected a Uint8Array, an offset and a count");
	xsmcGetBufferWritable(xsArg(0), &bytes, &size);
	at = toOffset(the, &xsArg(1), size);
	end = at + toOffset(the, &xsArg(2), size - at);
	for (; at < end; at++) {
		uint32_t bits = drawBits();
		((uint8_t*)bytes)[at] = (uint8_t)(bits >> 24 ^ bits >> 16 ^ bits >> 8 ^ bits);
	}
}

/*
 * SHA-1 (FIPS 180-4 section 6.1) of 60 bytes: Sec-WebSocket-Key (24) and a fixed identifier (36). With padding, these
 * are two blocks of 64.
 */

enum { NONCE = 16, KEY = 24, IDENTIFIER = 36, ACCEPT = 28, BLOCK = 64, DIGEST = 20 };

static uint32_t rotated(uint32_t word, int bits)
{
	return word << bits | word >> (32 - bits);
}

static void addBlock(uint32_t* hash, const uint8_t* block)
{
	uint32_t words[16], a = hash[0], b = hash[1], c = hash[2], d = hash[3], e = hash[4];
	for (int t = 0; t < 80; t++) {
		uint32_t word, f, k;
		if (t < 16)
			word = (uint32_t)block[4 * t] << 24 | (uint32_t)block[4 * t + 1] << 16 | (uint32_t)block[4 * t + 2] << 8 | block[4 * t + 3];
		else
			word = rotated(words[(t - 3) & 15] ^ words[(t - 8) & 15] ^ words[(t - 14) & 15] ^ words[t & 15], 1);
		words[t & 15] = word;
		if (t < 20)
			f = (b & c) | (~b & d), k = 0x5A827999;
		else if (t < 40)
			f = b ^ c ^ d, k = 0x6ED9EBA1;
		else if (t < 60)
			f = (b & c) | (b & d) | (c & d), k = 0x8F1BBCDC;
		else
			f = b ^ c ^ d, k = 0xCA62C1D6;
		word += rotated(a, 5) + f + e + k;
		e = d;
		d = c;
		c = rotated(b, 30);
		b = a;
		a = word;
	}
	hash[0] += a;
	hash[1] += b;
	hash[2] += c;
	hash[3] += d;
	hash[4] += e;
}

/* A digit of Base64 (RFC 4648 section 4). Not a table, because an ESP8266 would keep it in RAM. */
static uint8_t digit(uint32_t value)
{
	if (value < 26)
		return (uint8_t)('A' + value);
	if (value < 52)
		return (uint8_t)('a' + value - 26);
	if (value < 62)
		return (uint8_t)('0' + value - 52);
	return value == 62 ? '+' : '/';
}

static void toBase64(uint8_t* to, const uint8_t* bytes, int count)
{
	for (int at = 0; at < count; at += 3, to += 4) {
		uint32_t bits = (uint32_t)bytes[at] << 16;
		if (at + 1 < count)
			bits |= (uint32_t)bytes[at + 1] << 8;
		if (at + 2 < count)
			bits |= bytes[at + 2];
		to[0] = digit(bits >> 18);
		to[1] = digit(bits >> 12 & 63);
		to[2] = at + 1 < count ? digit(bits >> 6 & 63) : '=';
		to[3] = at + 2 < count ? digit(bits & 63) : '=';
	}
}

void xs_mote_frames_answer(xsMachine* the)
{
	static const char identifier[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
	uint32_t hash[] = { 0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0 };
	uint8_t block[BLOCK], *bytes;
	void* given;
	xsUnsignedValue size;
	if (!xsmcArgc)
		xsTypeError("answer: expected a Uint8Array");
	xsmcGetBufferWritable(xsArg(0), &given, &size);
	if (size < NONCE + KEY + ACCEPT)
		xsRangeError("answer: expected 68 bytes");
	bytes = given;
	toBase64(bytes + NONCE, bytes, NONCE);
	memset(block, 0, BLOCK);
	memcpy(block, bytes + NONCE, KEY);
	memcpy(block + KEY, identifier, IDENTIFIER);
	block[KEY + IDENTIFIER] = 0x80;
	addBlock(hash, block);
	memset(block, 0, BLOCK);
	block[BLOCK - 2] = (KEY + IDENTIFIER) * 8 >> 8;
	block[BLOCK - 1] = (KEY + IDENTIFIER) * 8 & 255;
	addBlock(hash, block);
	for (int i = 0; i < DIGEST; i++)
		block[i] = (uint8_t)(hash[i / 4] >> (24 - i % 4 * 8));
	toBase64(bytes + NONCE + KEY, block, DIGEST);
}
