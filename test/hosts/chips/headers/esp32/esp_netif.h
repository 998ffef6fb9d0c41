/* From ESP-IDF's documentation. */
#pragma once
#include "esp_event.h"

typedef struct esp_netif_obj esp_netif_t;

typedef struct {
	const void* base;
	const void* driver;
	const void* stack;
} esp_netif_config_t;

typedef struct {
	uint32_t addr;
} esp_ip4_addr_t;

typedef struct {
	esp_ip4_addr_t ip, netmask, gw;
} esp_netif_ip_info_t;

typedef struct {
	esp_netif_t* esp_netif;
	esp_netif_ip_info_t ip_info;
	bool ip_changed;
} ip_event_got_ip_t;

extern esp_event_base_t const IP_EVENT;
enum { IP_EVENT_ETH_GOT_IP = 4 };

#define ESP_NETIF_DEFAULT_ETH() { (void*)0, (void*)0, (void*)0 }
#define IPSTR "%d.%d.%d.%d"
#define IP2STR(ADDRESS) \
	(int)((ADDRESS)->addr & 255), (int)((ADDRESS)->addr >> 8 & 255), (int)((ADDRESS)->addr >> 16 & 255), (int)((ADDRESS)->addr >> 24)

extern esp_err_t esp_netif_init(void);
extern esp_netif_t* esp_netif_new(const esp_netif_config_t* settings);
extern esp_err_t esp_netif_attach(esp_netif_t* interface, void* driver);
