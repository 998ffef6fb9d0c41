/* Of ESP-IDF, as its documentation describes it. */
#pragma once
#include <stdint.h>

extern uint32_t esp_random(void);
