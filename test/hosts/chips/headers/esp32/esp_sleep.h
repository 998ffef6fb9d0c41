/* From ESP-IDF's documentation. */
#pragma once
#include "esp_err.h"

extern esp_err_t esp_sleep_enable_timer_wakeup(uint64_t microseconds);
extern void esp_deep_sleep_start(void) __attribute__((noreturn));
