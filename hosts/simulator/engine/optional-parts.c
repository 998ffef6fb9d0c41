/*
 * Which of the engine's optional parts are linked. As in an app that is built with "strip": "*", which is the SDK's default: functions
 * have neither name nor length. They would take two slots more for each closure.
 */
#include "errors/exception.h"

/* The engine's own record of where an error was created, then the simulator's, which knows lines. */
static void captureErrorStack(txMachine* the, txSlot* internal, txSlot* frame)
{
	fxCaptureErrorStack(the, internal, frame);
	noteThrow(the, internal, frame);
}

#define fxNewFunctionLength C_NULL
#define fxNewFunctionName C_NULL
#define fxCaptureErrorStack captureErrorStack

#include "xsDefaults.c"
