/* From ESP-IDF's documentation. */
#pragma once
#include "esp_err.h"

typedef enum { WIFI_MODE_NULL, WIFI_MODE_STA } wifi_mode_t;
typedef enum { WIFI_SECOND_CHAN_NONE } wifi_second_chan_t;

typedef struct {
	uint8_t bssid[6];
	uint8_t ssid[33];
} wifi_ap_record_t;

#define ESP_ERR_WIFI_NOT_INIT 0x3001

extern esp_err_t esp_wifi_get_mode(wifi_mode_t* mode);
extern esp_err_t esp_wifi_sta_get_ap_info(wifi_ap_record_t* point);
extern esp_err_t esp_wifi_get_channel(uint8_t* primary, wifi_second_chan_t* second);
