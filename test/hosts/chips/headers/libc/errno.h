/* The engine's header includes this file and gets size_t from it. */
#pragma once
#include <stddef.h>
