/* Of ESP-IDF, as its documentation describes it. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef int esp_err_t;

#define ESP_OK 0
