/* Declarations of the ESP8266's system, from its documentation. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum rst_reason { REASON_DEFAULT_RST = 0, REASON_DEEP_SLEEP_AWAKE = 5 };

struct rst_info {
	uint32_t reason;
};

extern struct rst_info* system_get_rst_info(void);
extern void system_deep_sleep(uint32_t microseconds);
extern bool system_rtc_mem_read(uint8_t block, void* to, uint16_t size);
extern bool system_rtc_mem_write(uint8_t block, const void* from, uint16_t size);
