/* The C code of mote-mqtt/deep-sleep, the same on all platforms. */
#include "xsmc.h"
#include "deep-sleep.h"

void xs_mote_deep_sleep(xsMachine* the)
{
	int type = xsmcArgc ? xsmcTypeOf(xsArg(0)) : xsUndefinedType;
	xsNumberValue value = type == xsIntegerType || type == xsNumberType ? xsmcToNumber(xsArg(0)) : 0;
	uint32_t milliseconds = value >= 1 && value <= longestDeepSleep ? (uint32_t)value : 0;
	if (!milliseconds || milliseconds != value)
		xsRangeError("milliseconds: expected a whole number from 1 to %ld", (long)longestDeepSleep);
	startDeepSleep(the, milliseconds);
}

void xs_mote_woke_up(xsMachine* the)
{
	xsmcSetBoolean(xsResult, wokeFromDeepSleep());
}
