/*
 * The ESP8266's memory of the real-time clock: 192 blocks of four bytes, of which an app may have the last 128. It refuses what is not
 * aligned, or beyond its end. Power can fail after any number of blocks.
 */
#include "kept-memory.h"
#include "user_interface.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint8_t memory[192 * 4];
static int power; /* blocks that can still be written */

static bool isRight(uint8_t block, const void* address, uint16_t size)
{
	return !(size & 3) && !((uintptr_t)address & 3) && block * 4 + size <= (int)sizeof(memory);
}

bool system_rtc_mem_read(uint8_t block, void* to, uint16_t size)
{
	if (!isRight(block, to, size))
		return false;
	memcpy(to, memory + block * 4, size);
	return true;
}

bool system_rtc_mem_write(uint8_t block, const void* from, uint16_t size)
{
	if (!isRight(block, from, size))
		return false;
	for (int at = 0; at < size; at += 4) {
		if (power-- > 0)
			memcpy(memory + block * 4 + at, (const uint8_t*)from + at, 4);
	}
	return true;
}

static void expect(int holds, const char* what, int number)
{
	if (holds)
		return;
	printf("%s (%d)\n", what, number);
	exit(1);
}

/* At any address, of any length, and nothing else is touched. */
static void testLengths(void)
{
	uint8_t header[KEPT_MEMORY_HEADER] = "header!", bytes[1024], found[1024];
	for (int i = 0; i < (int)sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 7 + 1);
	for (int length = 0; length <= (int)keptMemorySize; length++) {
		const uint8_t* from = bytes + length % 5;
		power = 1000;
		memset(memory, 0xAA, sizeof(memory));
		expect(writeKeptMemory(header, from, length), "written", length);
		expect(readKeptMemory(0, found + 1, KEPT_MEMORY_HEADER) && !memcmp(found + 1, header, KEPT_MEMORY_HEADER), "header", length);
		memset(found, 0x55, sizeof(found));
		expect(readKeptMemory(KEPT_MEMORY_HEADER, found + 3, length) && !memcmp(found + 3, from, length), "bytes", length);
		expect(found[2] == 0x55 && found[3 + length] == 0x55, "nothing beside them", length);
		for (int i = 0; i < (64 + 32) * 4; i++)
			expect(memory[i] == 0xAA, "not the chip's, the bootloader's, the SDK's", i);
	}
}

/* The header is the old one with the old bytes, or the new one with the new bytes, or no valid one: its first four bytes decide. */
static void testPowerLoss(void)
{
	uint8_t old[100], new[100], found[100], first[KEPT_MEMORY_HEADER] = "Mtd\0old", second[KEPT_MEMORY_HEADER] = "Mtd\0new";
	memset(old, 'o', sizeof(old));
	memset(new, 'n', sizeof(new));
	for (int blocks = 0; blocks <= 2 + 25 + 2; blocks++) {
		uint8_t header[KEPT_MEMORY_HEADER];
		power = 1000;
		writeKeptMemory(first, old, sizeof(old));
		power = blocks;
		writeKeptMemory(second, new, sizeof(new));
		readKeptMemory(0, header, KEPT_MEMORY_HEADER);
		readKeptMemory(KEPT_MEMORY_HEADER, found, sizeof(found));
		if (!memcmp(header, first, KEPT_MEMORY_HEADER))
			expect(!memcmp(found, old, sizeof(old)), "the old bytes with the old header", blocks);
		else if (!memcmp(header, second, KEPT_MEMORY_HEADER))
			expect(!memcmp(found, new, sizeof(new)), "the new bytes with the new header", blocks);
		else
			expect(!memcmp(header, "\0\0\0\0", 4) || !memcmp(header + 4, "\0\0\0\0", 4), "no header", blocks);
	}
	expect(!memcmp(found, new, sizeof(new)), "the new bytes in the end", 0);
}

int main(void)
{
	expect(keptMemorySize == 376, "size", (int)keptMemorySize);
	testLengths();
	testPowerLoss();
	return 0;
}
