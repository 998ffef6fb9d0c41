/* Deep sleep on ESP32 and its variants. */
#include "deep-sleep.h"
#include "esp_sleep.h"
#include "esp_system.h"

const uint32_t longestDeepSleep = INT32_MAX;

void startDeepSleep(void* machine, uint32_t milliseconds)
{
	(void)machine;
	esp_sleep_enable_timer_wakeup((uint64_t)milliseconds * 1000);
	esp_deep_sleep_start();
}

int wokeFromDeepSleep(void)
{
	return esp_reset_reason() == ESP_RST_DEEPSLEEP;
}
