/* Errors that the check of the native code must find. */
#include <stdint.h>
#include "xsmc.h"

void wrong(xsMachine* the)
{
	int unused;
	uint32_t count = xsmcArgc;
	for (int32_t i = 0; i < count; i++)
		isNotDeclared(i);
	xsmcSetBoolean(xsResult, 1);
}
