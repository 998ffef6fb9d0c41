/*
 * The C code of mote-mqtt/kept-memory, the same on all platforms. A header with a checksum precedes the kept bytes,
 * because after power-on the memory has random contents.
 */
#include "xsmc.h"
#include "kept-memory.h"
#include <string.h>

/* CRC-32 as in IEEE 802.3, four bits at a time to keep the table small. */
static uint32_t checksum(const uint8_t* bytes, uint32_t count)
{
	static const uint32_t table[16] = {
		0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4, 0x4DB26158, 0x5005713C,
		0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C, 0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C,
	};
	uint32_t crc = UINT32_MAX;
	while (count--) {
		crc ^= *bytes++;
		crc = crc >> 4 ^ table[crc & 15];
		crc = crc >> 4 ^ table[crc & 15];
	}
	return ~crc;
}

static uint32_t checksumIn(const uint8_t* header)
{
	return header[4] | (uint32_t)header[5] << 8 | (uint32_t)header[6] << 16 | (uint32_t)header[7] << 24;
}

static void makeHeader(uint8_t* header, const uint8_t* bytes, uint32_t count)
{
	header[0] = 'M';
	header[1] = 't';
	header[2] = (uint8_t)count;
	header[3] = (uint8_t)(count >> 8);
	uint32_t sum = checksum(bytes, count);
	for (int i = 4; i < KEPT_MEMORY_HEADER; i++, sum >>= 8)
		header[i] = (uint8_t)sum;
}

void xs_mote_kept_memory_size(xsMachine* the)
{
	xsmcSetInteger(xsResult, keptMemorySize);
}

void xs_mote_kept_memory_load(xsMachine* the)
{
	uint8_t header[KEPT_MEMORY_HEADER];
	void* bytes;
	xsUnsignedValue count;
	if (!readKeptMemory(0, header, KEPT_MEMORY_HEADER) || header[0] != 'M' || header[1] != 't')
		return;
	count = header[2] | header[3] << 8;
	if (count > keptMemorySize)
		return;
	xsmcSetArrayBuffer(xsResult, NULL, count);
	xsmcGetBufferWritable(xsResult, &bytes, &count);
	if (!readKeptMemory(KEPT_MEMORY_HEADER, bytes, count) || checksum(bytes, count) != checksumIn(header))
		xsmcSetUndefined(xsResult);
}

void xs_mote_kept_memory_write(xsMachine* the)
{
	uint8_t header[KEPT_MEMORY_HEADER];
	void* bytes;
	xsUnsignedValue count;
	if (!xsmcArgc)
		xsTypeError("keptMemory: expected a Uint8Array");
	xsmcGetBufferReadable(xsArg(0), &bytes, &count);
	if (count > keptMemorySize)
		xsRangeError("keptMemory: expected %d bytes at most, got %d", (int)keptMemorySize, (int)count);
	makeHeader(header, bytes, count);
	if (!writeKeptMemory(header, bytes, count))
		xsUnknownError("keptMemory: cannot be written");
}

void xs_mote_kept_memory_clear(xsMachine* the)
{
	uint8_t none[KEPT_MEMORY_HEADER] = { 0 };
	if (!writeKeptMemory(none, none, 0))
		xsUnknownError("keptMemory: cannot be written");
}
