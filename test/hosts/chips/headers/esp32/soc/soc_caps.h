/* Of ESP-IDF: what a chip has. */
#pragma once
#define SOC_RTC_MEM_SUPPORTED 1
