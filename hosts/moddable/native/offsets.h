/* Hot path. Converts arguments that are offsets or counts. XS integers are handled without floating point. */
#ifndef MOTE_OFFSETS_H
#define MOTE_OFFSETS_H

#include "xsmc.h"

/*
 * Returns a whole number from 0 to `most`. Throws a RangeError for anything else, which XS would convert to some
 * other number.
 */
static inline xsUnsignedValue toOffset(xsMachine* the, xsSlot* slot, xsUnsignedValue most)
{
	int type = xsmcTypeOf(*slot);
	if (type == xsIntegerType) {
		xsIntegerValue integer = xsmcToInteger(*slot);
		if (integer >= 0 && (xsUnsignedValue)integer <= most)
			return (xsUnsignedValue)integer;
	}
	else if (type == xsNumberType) {
		xsNumberValue value = xsmcToNumber(*slot);
		if (value >= 0 && value <= most && value == (xsUnsignedValue)value)
			return (xsUnsignedValue)value;
	}
	xsRangeError("out of bounds");
	return 0;
}

#endif
