/* The engine's header includes it, and relies on it for size_t. */
#pragma once
#include <stddef.h>
