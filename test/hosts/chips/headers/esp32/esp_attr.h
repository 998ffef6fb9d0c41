/* From ESP-IDF: attributes for the kind of memory. */
#pragma once
#define RTC_NOINIT_ATTR __attribute__((section(".rtc_noinit")))
