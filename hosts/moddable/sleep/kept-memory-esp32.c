/*
 * Kept memory on ESP32 and its variants: RTC memory that is not initialized at start-up, so that it survives a reset
 * as well.
 */
#include "kept-memory.h"
#include "esp_attr.h"
#include "soc/soc_caps.h"
#include <string.h>

#if !(SOC_RTC_MEM_SUPPORTED || SOC_RTC_SLOW_MEM_SUPPORTED || SOC_RTC_FAST_MEM_SUPPORTED)
#error "mote-mqtt/kept-memory: this chip has no RTC memory: nothing outlives its deep sleep"
#endif

enum { SIZE = 2048 };

const uint32_t keptMemorySize = SIZE;

static RTC_NOINIT_ATTR uint8_t memory[KEPT_MEMORY_HEADER + SIZE];

/*
 * Keeps the compiler from moving memory accesses across it, so that the header is valid only after all bytes were
 * written.
 */
#define BARRIER() __asm__ volatile("" ::: "memory")

int readKeptMemory(uint32_t at, void* to, uint32_t count)
{
	memcpy(to, memory + at, count);
	return 1;
}

int writeKeptMemory(const uint8_t* header, const void* bytes, uint32_t count)
{
	memset(memory, 0, KEPT_MEMORY_HEADER);
	BARRIER();
	memcpy(memory + KEPT_MEMORY_HEADER, bytes, count);
	BARRIER();
	memcpy(memory, header, KEPT_MEMORY_HEADER);
	return 1;
}
