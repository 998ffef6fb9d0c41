/*
 * Links C functions that modules of hosts/moddable declare with `@ "…"`. On a chip, the linker resolves the names.
 * Here, they become indices into a table that is generated from those modules.
 */
#include "machine.h"
#include "flash/functions-in-c.h"
#include "flash/opcode.h"

static txSlot table;

void buildFunctionsInC(txMachine* root)
{
	txMachine* the = root;
	nameIdentifiers(root);
	mxPush(mxArrayPrototype);
	fxNewArrayInstance(the);
	fxArrayCacheBegin(the, the->stack);
	for (int i = 0; i < namedFunctionCount; i++) {
		fxNewHostFunction(the, namedFunctions[i].callback, 0, XS_NO_ID, XS_NO_ID);
		fxArrayCacheItem(the, the->stack + 1, the->stack);
		mxPop();
	}
	fxArrayCacheEnd(the, the->stack);
	copySlot(&table, the->stack);
	fxRemember(the, &table);
	mxPop();
}

static void giveTable(txMachine* the)
{
	copySlot(mxResult, &table);
}

static txU2 numberOf(const Module* module, const char* name)
{
	for (int i = 0; i < namedFunctionCount; i++) {
		if (!strcmp(namedFunctions[i].name, name))
			return (txU2)i;
	}
	die(EXIT_APP, "%s: no function \"%s\" here", module->specifier, name);
}

/*
 * Replaces the parser's numbers by indices into the table. The parser's list has a count, and for each function the
 * number of arguments, an identifier and the name.
 */
void linkFunctionsInC(const Module* module, txScript* script)
{
	txU2 numbers[64];
	const txS1* p = script->hostsBuffer;
	txID count, id;
	if (!p)
		return;
	mxDecodeID(p, count);
	if (count > sizeof(numbers) / sizeof(*numbers))
		die(EXIT_APP, "%s: too many functions in C", module->specifier);
	for (txID i = 0; i < count; i++) {
		p++;
		mxDecodeID(p, id);
		(void)id;
		numbers[i] = numberOf(module, (const char*)p);
		p += strlen((const char*)p) + 1;
	}
	for (txByte *code = script->codeBuffer, *end = code + script->codeSize; code < end; code += opcodeLength(code)) {
		txU2 index;
		if ((txU1)*code != XS_CODE_HOST)
			continue;
		memcpy(&index, code + 1, sizeof(index));
		memcpy(code + 1, &numbers[index], sizeof(index));
	}
	script->callback = giveTable;
}
