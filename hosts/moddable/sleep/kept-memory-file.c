/*
 * Kept memory in the simulators: mote-kept-memory.bin in the current folder, or the file that the environment
 * variable MOTE_KEPT_MEMORY names. A write creates a new file and renames it, so that an interruption leaves the old
 * one.
 */
#include "kept-memory.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE = 2048, PATH = 4096 };

const uint32_t keptMemorySize = SIZE;

static const char* path(void)
{
	const char* named = getenv("MOTE_KEPT_MEMORY");
	return named && *named ? named : "mote-kept-memory.bin";
}

/* Reads the whole file, and one byte more, so that a file that is too long is noticed. */
static size_t readFile(uint8_t* bytes)
{
	FILE* file = fopen(path(), "rb");
	if (!file)
		return 0;
	size_t size = fread(bytes, 1, KEPT_MEMORY_HEADER + SIZE + 1, file);
	fclose(file);
	return size;
}

int readKeptMemory(uint32_t at, void* to, uint32_t count)
{
	uint8_t bytes[KEPT_MEMORY_HEADER + SIZE + 1];
	size_t size = readFile(bytes);
	if (size < KEPT_MEMORY_HEADER || size != (size_t)KEPT_MEMORY_HEADER + bytes[2] + bytes[3] * 256 || at + count > size)
		return 0;
	memcpy(to, bytes + at, count);
	return 1;
}

int writeKeptMemory(const uint8_t* header, const void* bytes, uint32_t count)
{
	char next[PATH];
	int length = snprintf(next, sizeof(next), "%s.new", path());
	if (length < 0 || length >= PATH)
		return 0;
	FILE* file = fopen(next, "wb");
	if (!file)
		return 0;
	int whole = fwrite(header, 1, KEPT_MEMORY_HEADER, file) == KEPT_MEMORY_HEADER && fwrite(bytes, 1, count, file) == count;
	if (fclose(file) || !whole) {
		remove(next);
		return 0;
	}
#ifdef _WIN32
	remove(path()); /* on Windows, rename() does not replace a file */
#endif
	return !rename(next, path());
}
