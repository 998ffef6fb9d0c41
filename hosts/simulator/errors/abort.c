/* Explains why the engine aborts: out of memory, stack overflow, or an exception. */
#include "errors/die.h"
#include "errors/exception.h"
#include "flash/source-lines.h"
#include "memory/device-memory.h"
#include "memory/usage.h"

static void __attribute__((noreturn)) dieOfMemory(txMachine* the)
{
	Usage usage;
	if (!the->deviceMemory)
		die(EXIT_MEMORY, "the simulated flash is full");
	measureUsage(the, &usage);
	die(EXIT_MEMORY, "out of memory: no room for %d %s%s (in use: %d slots of %d bytes, %d bytes of chunks)", the->deviceMemory->shortBy,
		the->deviceMemory->shortOf && *the->deviceMemory->shortOf == 's' ? "more slots" : "more bytes of chunks",
		the->deviceMemory->shortOf ? "" : ", its heap may not grow", usage.usedSlots, (int)sizeof(txSlot), usage.usedChunkBytes);
}

/*
 * Prints how many slots of the stack each function has taken. The engine's own functions have no line and are counted
 * with their caller.
 */
static void __attribute__((noreturn)) dieOfStack(txMachine* the)
{
	const txByte* code = the->code;
	const txSlot* top = the->stack;
	fflush(stdout);
	fprintf(stderr, "device: stack overflow (%d slots)\n", (int)(the->stackTop - the->stackBottom));
	for (const txSlot* frame = the->frame; frame; frame = frame->next) {
		const char* specifier;
		int line;
		const txSlot* end = frame->next ? frame : the->stackTop;
		if (code && findLine(code, &specifier, &line)) {
			fprintf(stderr, "    at %s:%d (%d slots)\n", specifier, line, (int)(end - top));
			top = end;
		}
		code = frame->value.frame.code ? frame->value.frame.code - 1 : NULL;
	}
	exit(EXIT_STACK);
}

void fxAbort(txMachine* the, int status)
{
	switch (status) {
	case XS_NOT_ENOUGH_MEMORY_EXIT:
		dieOfMemory(the);
	case XS_STACK_OVERFLOW_EXIT:
		dieOfStack(the);
	case XS_NO_MORE_KEYS_EXIT:
		die(EXIT_MEMORY, "out of keys");
	case XS_UNHANDLED_EXCEPTION_EXIT:
		dieOfException(the, NULL);
	case XS_UNHANDLED_REJECTION_EXIT:
		dieOfException(the, "unhandled rejection");
	default:
		die(EXIT_APP, "the engine aborted (%d)", status);
	}
}
