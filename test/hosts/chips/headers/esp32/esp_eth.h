/* From ESP-IDF's documentation. */
#pragma once
#include "esp_err.h"

typedef void* esp_eth_handle_t;
typedef struct esp_eth_mac_s esp_eth_mac_t;
typedef struct esp_eth_phy_s esp_eth_phy_t;
typedef struct esp_eth_netif_glue_t* esp_eth_netif_glue_handle_t;

typedef struct {
	uint32_t rx_task_stack_size;
} eth_mac_config_t;

typedef struct {
	int32_t phy_addr;
	uint32_t autonego_timeout_ms;
} eth_phy_config_t;

typedef struct {
	esp_eth_mac_t* mac;
	esp_eth_phy_t* phy;
} esp_eth_config_t;

#define ETH_MAC_DEFAULT_CONFIG() { 4096 }
#define ETH_PHY_DEFAULT_CONFIG() { -1, 4000 }
#define ETH_DEFAULT_CONFIG(MAC, PHY) { MAC, PHY }

extern esp_eth_phy_t* esp_eth_phy_new_generic(const eth_phy_config_t* config);
extern esp_err_t esp_eth_driver_install(const esp_eth_config_t* config, esp_eth_handle_t* handle);
extern esp_eth_netif_glue_handle_t esp_eth_new_netif_glue(esp_eth_handle_t handle);
extern esp_err_t esp_eth_start(esp_eth_handle_t handle);
