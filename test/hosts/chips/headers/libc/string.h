/* Only the part of the C library that the native code uses, because a chip's compiler may come without one. */
#pragma once
#include <stddef.h>
extern void* memcpy(void* to, const void* from, size_t count);
extern void* memmove(void* to, const void* from, size_t count);
extern void* memset(void* to, int value, size_t count);
extern int memcmp(const void* one, const void* other, size_t count);
extern size_t strlen(const char* text);
