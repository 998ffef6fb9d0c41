/*
 * Kept memory on ESP8266: the memory of the real-time clock, in blocks of four bytes. The system uses the first 64
 * blocks. The bootloader and the SDK use the next 32, for a command and the time. 96 blocks are left.
 */
#include "kept-memory.h"
#include "user_interface.h"
#include <string.h>

enum { FIRST = 96, BLOCKS = 96, PIECE = 64 };

const uint32_t keptMemorySize = BLOCKS * 4 - KEPT_MEMORY_HEADER;

int readKeptMemory(uint32_t at, void* to, uint32_t count)
{
	uint32_t piece[PIECE / 4];
	uint8_t* bytes = to;
	while (count) {
		uint32_t size = count < PIECE ? count : PIECE;
		if (!system_rtc_mem_read(FIRST + at / 4, piece, (size + 3) & ~3))
			return 0;
		memcpy(bytes, piece, size);
		at += size;
		bytes += size;
		count -= size;
	}
	return 1;
}

static int writeBlocks(uint32_t at, const void* from, uint32_t count)
{
	uint32_t piece[PIECE / 4];
	const uint8_t* bytes = from;
	while (count) {
		uint32_t size = count < PIECE ? count : PIECE;
		memset(piece, 0, sizeof(piece));
		memcpy(piece, bytes, size);
		if (!system_rtc_mem_write(FIRST + at / 4, piece, (size + 3) & ~3))
			return 0;
		at += size;
		bytes += size;
		count -= size;
	}
	return 1;
}

int writeKeptMemory(const uint8_t* header, const void* bytes, uint32_t count)
{
	uint8_t none[KEPT_MEMORY_HEADER] = { 0 };
	return writeBlocks(0, none, KEPT_MEMORY_HEADER) && writeBlocks(KEPT_MEMORY_HEADER, bytes, count)
		&& writeBlocks(0, header, KEPT_MEMORY_HEADER);
}
