/*
 * Links C functions that modules of hosts/moddable declare with `@ "…"`, so that the simulator runs the same modules
 * and C code as a chip. On a chip, the linker resolves the names. Here, they become indices into a table.
 */
#include "flash/functions-in-c.h"
#include "errors/die.h"
#include "flash/mc.xs.h"
#include "flash/opcode.h"
#include "modules/host-objects.h"

extern void xs_mote_native_is_topic_name(txMachine* the);
extern void xs_mote_native_is_same(txMachine* the);
extern void xs_mote_native_find_match(txMachine* the);
extern void xs_mote_frames_frame(txMachine* the);
extern void xs_mote_frames_on_readable(txMachine* the);
extern void xs_mote_frames_read_into(txMachine* the);
extern void xs_mote_frames_draw(txMachine* the);
extern void xs_mote_frames_answer(txMachine* the);
extern void xs_mote_kept_memory_size(txMachine* the);
extern void xs_mote_kept_memory_load(txMachine* the);
extern void xs_mote_kept_memory_write(txMachine* the);
extern void xs_mote_kept_memory_clear(txMachine* the);
extern void xs_mote_deep_sleep(txMachine* the);
extern void xs_mote_woke_up(txMachine* the);

#define FUNCTION(NAME, LENGTH) { #NAME, NAME, LENGTH }

static const struct {
	const char* name;
	txCallback callback;
	txInteger length;
} functions[] = {
	FUNCTION(xs_mote_native_is_topic_name, 3),
	FUNCTION(xs_mote_native_is_same, 5),
	FUNCTION(xs_mote_native_find_match, 6),
	FUNCTION(xs_mote_frames_frame, 5),
	FUNCTION(xs_mote_frames_on_readable, 1),
	FUNCTION(xs_mote_frames_read_into, 3),
	FUNCTION(xs_mote_frames_draw, 3),
	FUNCTION(xs_mote_frames_answer, 1),
	FUNCTION(xs_mote_kept_memory_size, 0),
	FUNCTION(xs_mote_kept_memory_load, 0),
	FUNCTION(xs_mote_kept_memory_write, 1),
	FUNCTION(xs_mote_kept_memory_clear, 0),
	FUNCTION(xs_mote_deep_sleep, 1),
	FUNCTION(xs_mote_woke_up, 0),
};

enum { FUNCTIONS = sizeof(functions) / sizeof(*functions) };

#define DEFINE_IDENTIFIER(NAME) int identifierOf_##NAME;
FOR_IDENTIFIERS(DEFINE_IDENTIFIER)

static txSlot table;

void buildFunctionsInC(txMachine* root)
{
	txMachine* the = root;
#define FIND_IDENTIFIER(NAME) identifierOf_##NAME = nameOf(root, #NAME);
	FOR_IDENTIFIERS(FIND_IDENTIFIER)
	mxPush(mxArrayPrototype);
	fxNewArrayInstance(the);
	fxArrayCacheBegin(the, the->stack);
	for (int i = 0; i < FUNCTIONS; i++) {
		fxNewHostFunction(the, functions[i].callback, functions[i].length, XS_NO_ID, XS_NO_ID);
		fxArrayCacheItem(the, the->stack + 1, the->stack);
		mxPop();
	}
	fxArrayCacheEnd(the, the->stack);
	copySlot(&table, the->stack);
	fxRemember(the, &table);
	mxPop();
}

/* The engine calls this before it runs a module that declares C functions. */
static void giveTable(txMachine* the)
{
	copySlot(mxResult, &table);
}

static int numberOf(const char* name)
{
	for (int i = 0; i < FUNCTIONS; i++) {
		if (!strcmp(functions[i].name, name))
			return i;
	}
	return -1;
}

/*
 * Replaces the parser's numbers by indices into the table. The parser's list has a count, and for each function the
 * number of arguments, an identifier and the name.
 */
void linkFunctionsInC(const Module* module, txScript* script)
{
	if (!script->hostsBuffer)
		return;
	const txS1* p = script->hostsBuffer;
	txID count, id;
	mxDecodeID(p, count);
	txU2* numbers = malloc(count * sizeof(*numbers));
	for (txID i = 0; i < count; i++) {
		p++;
		mxDecodeID(p, id);
		(void)id;
		int number = numberOf((const char*)p);
		if (number < 0)
			die(EXIT_APP, "%s: no function \"%s\" in the simulator", module->specifier, p);
		numbers[i] = (txU2)number;
		p += strlen((const char*)p) + 1;
	}
	for (txByte *code = script->codeBuffer, *end = code + script->codeSize; code < end; code += opcodeLength(code)) {
		txU2 index;
		if ((txU1)*code != XS_CODE_HOST)
			continue;
		memcpy(&index, code + 1, sizeof(index));
		memcpy(code + 1, &numbers[index], sizeof(index));
	}
	free(numbers);
	script->callback = giveTable;
}
