/* Kept memory of ESP32 and its subclasses: RTC memory that nothing initializes, so that it outlives a reset, too. */
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

/* The compiler moves no access to memory across it. */
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
