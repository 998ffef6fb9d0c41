/* Only what the native code uses. */
#pragma once
#include <stddef.h>
