/* From ESP-IDF's documentation. */
#pragma once
#include <stdint.h>

extern uint32_t esp_random(void);
