/* trace(...) prints text and numbers. */
#include "machine.h"
#include "modules/trace.h"

static void trace(txMachine* the)
{
	for (txInteger i = 0; i < mxArgc; i++) {
		txSlot* slot = mxArgv(i);
		if (mxIsStringPrimitive(slot))
			fputs(slot->value.string, stdout);
		else if (slot->kind == XS_INTEGER_KIND)
			printf("%d", (int)slot->value.integer);
		else
			fputs(fxToString(the, slot), stdout);
	}
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
