/* Offsets and counts among a function's arguments. Hot path: numbers that are integers in XS cost no floating point. */
#ifndef MOTE_OFFSETS_H
#define MOTE_OFFSETS_H

#include "xsmc.h"

/* A whole number from 0 to `most`. Anything else is a RangeError: conversion would take it for another number. */
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
