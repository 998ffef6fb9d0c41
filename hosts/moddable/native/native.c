/*
 * Hot path. The C code of mote-mqtt/native, the same on all platforms. It reads only the client's buffers, which are
 * in RAM: an ESP8266 cannot read single bytes from flash.
 */
#include "offsets.h"
#include <stdbool.h>
#include <string.h>

/*
 * The size of the well-formed UTF-8 sequence that begins with a byte of 0x80 or more; 0 if it is malformed (Unicode,
 * table 3-7). Checking the second byte's range excludes overlong forms, surrogates, and code points above U+10FFFF.
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
		/*
		 * Most bytes of topic names (letters, digits, "/", "-", "." and "_") are in this range and need no further
		 * check.
		 */
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
		xsTypeError("isTopicName: expected a Uint8Array, start, end");
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
		xsTypeError("isSame: expected a Uint8Array, start, end, another, at");
	xsmcGetBufferReadable(xsArg(0), &bytes, &size);
	xsmcGetBufferReadable(xsArg(3), &others, &otherSize);
	end = toOffset(the, &xsArg(2), size);
	start = toOffset(the, &xsArg(1), end);
	at = toOffset(the, &xsArg(4), UINT32_MAX);
	size = end - start;
	xsmcSetBoolean(xsResult, at <= otherSize && size <= otherSize - at && !memcmp((uint8_t*)bytes + start, (uint8_t*)others + at, size));
}

/* Whether a Topic Filter matches a Topic Name (section 4.7), as in src/wire/topic-filter.ts. */
static xsBooleanValue isMatch(const uint8_t* filter, const uint8_t* end, const uint8_t* name, const uint8_t* stop)
{
	if (filter < end && name < stop && *name == '$' && (*filter == '#' || *filter == '+'))
		return false;
	for (; filter < end; filter++) {
		if (*filter == '#')
			return true;
		if (*filter == '+') {
			while (name < stop && *name != '/')
				name++;
		} else if (name < stop && *name == *filter)
			name++;
		else
			return name == stop && end - filter == 2 && filter[0] == '/' && filter[1] == '#';
	}
	return name == stop;
}

enum { HANDLER = 2, MATCH = 3, HEADER = 10 };

void xs_mote_native_find_match(xsMachine* the)
{
	void *bytes, *names;
	xsUnsignedValue size, nameSize, at, end, start, stop;
	if (xsmcArgc < 6)
		xsTypeError("findMatch: expected table, at, end, names, start, stop");
	xsmcGetBufferReadable(xsArg(0), &bytes, &size);
	xsmcGetBufferReadable(xsArg(3), &names, &nameSize);
	end = toOffset(the, &xsArg(2), size);
	at = toOffset(the, &xsArg(1), end);
	stop = toOffset(the, &xsArg(5), nameSize);
	start = toOffset(the, &xsArg(4), stop);
	while (end - at > HEADER) {
		const uint8_t* entry = (uint8_t*)bytes + at;
		xsUnsignedValue entrySize = (entry[0] << 8) | entry[1];
		xsUnsignedValue match = (entry[MATCH] << 8) | entry[MATCH + 1];
		/* A malformed table is not read beyond its end. */
		if (entrySize <= HEADER || entrySize > end - at || match >= entrySize)
			break;
		if (entry[HANDLER] && isMatch(entry + match, entry + entrySize - 1, (uint8_t*)names + start, (uint8_t*)names + stop)) {
			xsmcSetInteger(xsResult, at);
			return;
		}
		at += entrySize;
	}
	xsmcSetInteger(xsResult, -1);
}
