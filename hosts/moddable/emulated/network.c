// Set-up for an ESP32-C3 that QEMU emulates: starts its OpenCores Ethernet with the driver of ESP-IDF.
#include <stdint.h>
#include <stdio.h>

#include "esp_eth.h"
#include "esp_eth_mac_openeth.h"
#include "esp_event.h"
#include "esp_netif.h"
#include "esp_wifi.h"
#include "mc.xs.h"
#include "xsHost.h"
#include "xsmc.h"

// Written by the event task, read by the task that runs XS.
static volatile uint32_t gAddress;

static void hasAddress(void *context, esp_event_base_t base, int32_t id, void *data)
{
	(void)context;
	(void)base;
	(void)id;
	gAddress = ((const ip_event_got_ip_t *)data)->ip_info.ip.addr;
}

void mote_ethernet_start(xsMachine *the)
{
	esp_netif_init();
	esp_event_loop_create_default();
	esp_netif_config_t settings = ESP_NETIF_DEFAULT_ETH();
	esp_netif_t *interface = esp_netif_new(&settings);
	eth_mac_config_t mac = ETH_MAC_DEFAULT_CONFIG();
	eth_phy_config_t phy = ETH_PHY_DEFAULT_CONFIG();
	phy.autonego_timeout_ms = 100;
	esp_eth_config_t ethernet = ETH_DEFAULT_CONFIG(esp_eth_mac_new_openeth(&mac), esp_eth_phy_new_generic(&phy));
	esp_eth_handle_t handle;
	if (esp_eth_driver_install(&ethernet, &handle) != ESP_OK)
		xsUnknownError("no Ethernet: manifests/emulated.json works only in QEMU with -nic user,model=open_eth");
	esp_netif_attach(interface, esp_eth_new_netif_glue(handle));
	esp_event_handler_register(IP_EVENT, IP_EVENT_ETH_GOT_IP, hasAddress, NULL);
	esp_eth_start(handle);
}

void mote_ethernet_address(xsMachine *the)
{
	if (!gAddress)
		return;
	char text[16];
	const esp_ip4_addr_t address = {.addr = gAddress};
	snprintf(text, sizeof text, IPSTR, IP2STR(&address));
	xsmcSetString(xsResult, text);
}

// The SDK's modNet.c asks Wi-Fi first. These stubs keep the Wi-Fi code out of the image. They are weak, so that the
// real functions win if something links them.
__attribute__((weak)) esp_err_t esp_wifi_get_mode(wifi_mode_t *mode)
{
	(void)mode;
	return ESP_ERR_WIFI_NOT_INIT;
}

__attribute__((weak)) esp_err_t esp_wifi_sta_get_ap_info(wifi_ap_record_t *point)
{
	(void)point;
	return ESP_ERR_WIFI_NOT_INIT;
}

__attribute__((weak)) esp_err_t esp_wifi_get_channel(uint8_t *primary, wifi_second_chan_t *second)
{
	(void)primary;
	(void)second;
	return ESP_ERR_WIFI_NOT_INIT;
}
