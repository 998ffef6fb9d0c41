/* trace(...) prints text and numbers to standard output at once. It takes nothing from the device's memory. */
#include "modules/trace.h"
#include "modules/host-objects.h"

/* The owner of the buffer for formatting numbers. In the SDK's engine it is the machine itself. */
#if XS_MAJOR_VERSION >= 17
	#define mxNumberWriter(THE) (THE)
#else
	#define mxNumberWriter(THE) ((THE)->dtoa)
#endif

static void put(txMachine* the, txSlot* slot)
{
	char text[64];
	switch (slot->kind) {
	case XS_STRING_KIND:
	case XS_STRING_X_KIND:
		fputs(slot->value.string, stdout);
		return;
	case XS_INTEGER_KIND:
		fprintf(stdout, "%d", slot->value.integer);
		return;
	case XS_NUMBER_KIND:
		fxNumberToString(mxNumberWriter(the), slot->value.number, text, sizeof(text), 0, 0);
		fputs(text, stdout);
		return;
	case XS_BOOLEAN_KIND:
		fputs(slot->value.boolean ? "true" : "false", stdout);
		return;
	case XS_NULL_KIND:
		fputs("null", stdout);
		return;
	case XS_UNDEFINED_KIND:
		fputs("undefined", stdout);
		return;
	default:
		fputs(fxToString(the, slot), stdout);
	}
}

static void trace(txMachine* the)
{
	for (txInteger i = 0; i < mxArgc; i++)
		put(the, mxArgv(i));
	fflush(stdout);
}

void buildTrace(txMachine* root)
{
	txMachine* the = root;
	fxNewHostFunction(the, trace, 1, nameOf(the, "trace"), XS_NO_ID);
	mxPush(mxGlobal);
	mxSetID(nameOf(the, "trace"));
	mxPop();
}
