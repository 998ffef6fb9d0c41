/* From ESP-IDF: the capabilities of a chip. */
#pragma once
#define SOC_RTC_MEM_SUPPORTED 1
