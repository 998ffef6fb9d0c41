/* From ESP-IDF's documentation. */
#pragma once
#include "esp_eth.h"

extern esp_eth_mac_t* esp_eth_mac_new_openeth(const eth_mac_config_t* config);
