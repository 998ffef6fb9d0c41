/* From ESP-IDF's documentation. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef int esp_err_t;

#define ESP_OK 0
