/* A chip whose machine ends restarts. Here the process ends, and its last words say what a developer needs to know. */
#include "device.h"

void die(int status, const char* format, ...)
{
	va_list arguments;
	fflush(stdout);
	fputs("device: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputs("\n", stderr);
	exit(status);
}

/* Reads properties without running anything: the machine may be in no state to. */
static const char* textProperty(txMachine* the, txSlot* instance, txID id)
{
	txSlot* property = mxBehaviorGetProperty(the, instance, id, 0, XS_ANY);
	return property && mxIsStringPrimitive(property) ? property->value.string : NULL;
}

static void describe(txMachine* the, txSlot* slot, char* text, size_t size)
{
	const char *name, *message;
	switch (slot->kind) {
	case XS_REFERENCE_KIND:
		name = textProperty(the, slot->value.reference, mxID(_name));
		message = textProperty(the, slot->value.reference, mxID(_message));
		snprintf(text, size, "%s%s%s", name ? name : "an object", message && *message ? ": " : "", message ? message : "");
		break;
	case XS_STRING_KIND:
	case XS_STRING_X_KIND:
		snprintf(text, size, "%s", slot->value.string);
		break;
	case XS_INTEGER_KIND:
		snprintf(text, size, "%d", slot->value.integer);
		break;
	case XS_NUMBER_KIND:
		snprintf(text, size, "%.17g", slot->value.number);
		break;
	case XS_BOOLEAN_KIND:
		snprintf(text, size, "%s", slot->value.boolean ? "true" : "false");
		break;
	default:
		snprintf(text, size, "%s", slot->kind == XS_NULL_KIND ? "null" : slot->kind == XS_UNDEFINED_KIND ? "undefined" : "?");
		break;
	}
}

/* Where errors were created, the last few of them: an error that ends the machine is one of these. */
enum { NOTES = 8, DEPTH = 6 };

static struct {
	const txSlot* error;
	const txByte* code[DEPTH];
} notes[NOTES];

/*
 * A frame has the address at which the one that called it goes on, which is after the call; the address in the topmost is the
 * machine's.
 */
void noteThrow(txMachine* the, txSlot* error, txSlot* frame)
{
	static int next;
	const txByte* code = frame == the->frame ? the->code : the->frame->value.frame.code - 1;
	int depth = 0;
	memset(&notes[next], 0, sizeof(notes[next]));
	notes[next].error = error;
	for (; frame && depth < DEPTH; frame = frame->next) {
		if (code)
			notes[next].code[depth++] = code;
		code = frame->value.frame.code ? frame->value.frame.code - 1 : NULL;
	}
	next = (next + 1) % NOTES;
}

static void describeStack(const txSlot* slot)
{
	if (slot->kind != XS_REFERENCE_KIND)
		return;
	for (int i = 0; i < NOTES; i++) {
		if (!notes[i].error || notes[i].error != slot->value.reference->next)
			continue;
		for (int depth = 0; depth < DEPTH && notes[i].code[depth]; depth++) {
			const char* specifier;
			int line;
			if (findLine(notes[i].code[depth], &specifier, &line))
				fprintf(stderr, "    at %s:%d\n", specifier, line);
		}
	}
}

static void tellException(txMachine* the, const char* what)
{
	char text[512];
	fflush(stdout);
	describe(the, &mxException, text, sizeof(text));
	fprintf(stderr, "device: %s%s%s\n", what, *what ? ": " : "", text);
	describeStack(&mxException);
}

void dieOfException(txMachine* the, const char* what)
{
	tellException(the, what ? what : "uncaught exception");
	exit(EXIT_APP);
}

static void __attribute__((noreturn)) dieOfMemory(txMachine* the)
{
	Usage usage;
	if (!the->arena)
		die(EXIT_MEMORY, "what stands for flash is full");
	measureUsage(the, &usage);
	die(EXIT_MEMORY, "out of memory: no room for %d %s%s (in use: %d slots of %d bytes, %d bytes of chunks)", the->arena->shortBy,
		the->arena->shortOf && *the->arena->shortOf == 's' ? "more slots" : "more bytes of chunks",
		the->arena->shortOf ? "" : ", its heap may not grow", usage.usedSlots, (int)sizeof(txSlot), usage.usedChunkBytes);
}

/* Who has taken how much of it: functions of the engine's own have no line, and count with the one that called them. */
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
		die(EXIT_APP, "the engine gave up (%d)", status);
	}
}
