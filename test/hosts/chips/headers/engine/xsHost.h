/* Stands for the file of the SDK's platforms. */
#pragma once
#include <stdint.h>
extern void modDelayMilliseconds(uint32_t milliseconds);
