/* What kept-memory-esp.c needs of the chip: here, memory that can lose its power in the middle of a write. */
#include <stdbool.h>
#include <stdint.h>

extern bool system_rtc_mem_read(uint8_t block, void* to, uint16_t size);
extern bool system_rtc_mem_write(uint8_t block, const void* from, uint16_t size);
