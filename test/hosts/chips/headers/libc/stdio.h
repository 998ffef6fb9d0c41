/* Only what the native code uses. */
#pragma once
#include <stddef.h>
extern int snprintf(char* to, size_t size, const char* format, ...) __attribute__((format(printf, 3, 4)));
