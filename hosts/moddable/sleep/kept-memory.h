/* Memory that outlives a deep sleep: what each platform provides of it. */
#ifndef MOTE_KEPT_MEMORY_H
#define MOTE_KEPT_MEMORY_H

#include <stdint.h>

/* In front of the bytes that are kept: "Mt" | how many they are (2 bytes) | their CRC-32 (4). Little-endian. */
enum { KEPT_MEMORY_HEADER = 8 };

/* How many bytes there are behind the header. */
extern const uint32_t keptMemorySize;

/* Reads from `at`, counted from the header's beginning. 0 if there is nothing to read. */
extern int readKeptMemory(uint32_t at, void* to, uint32_t count);

/* If it is interrupted at any moment, what is found later has no valid header. 0 if it cannot be done. */
extern int writeKeptMemory(const uint8_t* header, const void* bytes, uint32_t count);

#endif
