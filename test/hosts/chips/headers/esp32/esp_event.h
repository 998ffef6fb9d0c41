/* From ESP-IDF's documentation. */
#pragma once
#include "esp_err.h"

typedef const char* esp_event_base_t;
typedef void (*esp_event_handler_t)(void* context, esp_event_base_t base, int32_t id, void* data);

#define ESP_EVENT_ANY_BASE ((void*)0)

extern esp_err_t esp_event_loop_create_default(void);
extern esp_err_t esp_event_handler_register(esp_event_base_t base, int32_t id, esp_event_handler_t handler, void* context);
