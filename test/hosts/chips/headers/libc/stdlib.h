/* As much of it as the native code uses. */
#pragma once
#include <stddef.h>
