/* From ESP-IDF's documentation. */
#pragma once
#include "esp_err.h"

typedef enum { ESP_RST_UNKNOWN, ESP_RST_POWERON, ESP_RST_DEEPSLEEP = 8 } esp_reset_reason_t;

extern esp_reset_reason_t esp_reset_reason(void);
