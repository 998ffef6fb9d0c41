/* As much of the C library as the native code uses: a chip's compiler without one has to do. */
#pragma once
#include <stddef.h>
extern void* memcpy(void* to, const void* from, size_t count);
extern void* memmove(void* to, const void* from, size_t count);
extern void* memset(void* to, int value, size_t count);
extern int memcmp(const void* one, const void* other, size_t count);
extern size_t strlen(const char* text);
