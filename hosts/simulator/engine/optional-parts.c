/*
 * Selects the optional parts of the engine to link: the same as in an app that is built with "strip": "*", the SDK's
 * default. There, functions have neither name nor length, which would take two more slots for each closure.
 */
#include "errors/exception.h"

/* Records where an error was created: first the engine does, then the simulator, which knows lines. */
static void captureErrorStack(txMachine* the, txSlot* internal, txSlot* frame)
{
	fxCaptureErrorStack(the, internal, frame);
	noteThrow(the, internal, frame);
}

#define fxNewFunctionLength C_NULL
#define fxNewFunctionName C_NULL
#define fxCaptureErrorStack captureErrorStack

#include "xsDefaults.c"
