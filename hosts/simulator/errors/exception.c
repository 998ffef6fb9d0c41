/* Prints an unhandled exception, and where it was thrown. */
#include "errors/exception.h"
#include "errors/die.h"
#include "flash/source-lines.h"

/* Reads a property without running any code, because the machine may be in a broken state. */
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

/* Where the latest errors were created. The error that ends the machine is one of them. */
enum { NOTES = 8, DEPTH = 6 };

static struct {
	const txSlot* error;
	const txByte* code[DEPTH];
} notes[NOTES];

/*
 * A frame holds the return address of its caller, which is after the call. The address in the topmost frame is in the
 * machine.
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
