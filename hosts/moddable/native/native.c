/*
 * mote-mqtt/native, the same on all platforms. Hot path. The bytes are those of a client's buffers, in RAM: on ESP8266, flash cannot be read
 * byte by byte.
 */
#include "offsets.h"
#include <string.h>

/*
 * The size of the well-formed sequence that begins with a byte from 0x80 on; 0 if there is none (Unicode, table 3-7). What may follow the first byte is all
 * that tells overlong forms, surrogates, and what is past U+10FFFF.
 */
static int sequenceSize(const uint8_t* bytes, const uint8_t* end)
{
	uint8_t first = *bytes, lowest = 0x80, highest = 0xBF;
	int size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
	if (first < 0xC2 || first > 0xF4 || end - bytes < size)
		return 0;
	if (first == 0xE0)
		lowest = 0xA0;
	else if (first == 0xED)
		highest = 0x9F;
	else if (first == 0xF0)
		lowest = 0x90;
	else if (first == 0xF4)
		highest = 0x8F;
	if (bytes[1] < lowest || bytes[1] > highest)
		return 0;
	for (int i = 2; i < size; i++) {
		if (bytes[i] >> 6 != 2)
			return 0;
	}
	return size;
}

static xsBooleanValue isTopicName(const uint8_t* bytes, const uint8_t* end)
{
	if (bytes == end)
		return false;
	while (bytes < end) {
		uint8_t byte = *bytes;
		int size = 1;
		/* Letters, digits, "/", "-", "." and "_" lie between these. */
		if (byte <= '+' || byte >= 0x80) {
			if (byte == 0 || byte == '+' || byte == '#')
				return false;
			if (byte >= 0x80)
				size = sequenceSize(bytes, end);
			if (!size)
				return false;
		}
		bytes += size;
	}
	return true;
}

void xs_mote_native_is_topic_name(xsMachine* the)
{
	void* bytes;
	xsUnsignedValue size, start, end;
	if (xsmcArgc < 3)
		xsTypeError("isTopicName: expected bytes, start, end");
	xsmcGetBufferReadable(xsArg(0), &bytes, &size);
	end = toOffset(the, &xsArg(2), size);
	start = toOffset(the, &xsArg(1), end);
	xsmcSetBoolean(xsResult, isTopicName((uint8_t*)bytes + start, (uint8_t*)bytes + end));
}

void xs_mote_native_is_same(xsMachine* the)
{
	void *bytes, *others;
	xsUnsignedValue size, otherSize, start, end, at;
	if (xsmcArgc < 5)
		xsTypeError("isSame: expected bytes, start, end, others, at");
	xsmcGetBufferReadable(xsArg(0), &bytes, &size);
	xsmcGetBufferReadable(xsArg(3), &others, &otherSize);
	end = toOffset(the, &xsArg(2), size);
	start = toOffset(the, &xsArg(1), end);
	at = toOffset(the, &xsArg(4), UINT32_MAX);
	size = end - start;
	xsmcSetBoolean(xsResult, at <= otherSize && size <= otherSize - at && !memcmp((uint8_t*)bytes + start, (uint8_t*)others + at, size));
}
