/* Memory that survives a deep sleep: the functions that each platform implements. */
#ifndef MOTE_KEPT_MEMORY_H
#define MOTE_KEPT_MEMORY_H

#include <stdint.h>

/* The header: "Mt" | number of bytes kept (2 bytes) | their CRC-32 (4). Little-endian. */
enum { KEPT_MEMORY_HEADER = 8 };

/* The maximum number of bytes after the header. */
extern const uint32_t keptMemorySize;

/* Reads from offset `at`, where 0 is the start of the header. Returns 0 if there is nothing to read. */
extern int readKeptMemory(uint32_t at, void* to, uint32_t count);

/* Writes header and bytes. If it is interrupted, the memory has no valid header. Returns 0 on failure. */
extern int writeKeptMemory(const uint8_t* header, const void* bytes, uint32_t count);

#endif
