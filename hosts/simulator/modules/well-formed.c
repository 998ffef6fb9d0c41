/* String.prototype.isWellFormed, which the engine on a chip has and that of @agoric/xsnap does not have yet. */
#include "modules/well-formed.h"
#include "modules/host-objects.h"

/* In the engine's strings, a lone surrogate is ED followed by A0 to BF. */
static void isWellFormed(txMachine* the)
{
	const unsigned char* text = (const unsigned char*)fxToString(the, mxThis);
	mxResult->kind = XS_BOOLEAN_KIND;
	mxResult->value.boolean = 1;
	for (; *text; text++) {
		if (text[0] == 0xed && text[1] >= 0xa0)
			mxResult->value.boolean = 0;
	}
}

void addIsWellFormed(txMachine* the)
{
	mxPush(mxStringPrototype);
	bool isThere = fxHasID(the, nameOf(the, "isWellFormed"));
	if (isThere)
		return;
	mxPush(mxStringPrototype);
	addFunction(the, "isWellFormed", isWellFormed, 0);
	mxPop();
}
