/*
 * Finds the source line of an address in byte code. Code for a device has no line numbers, and code with them would
 * have another size. So each module is compiled a second time with line numbers, and both are walked in parallel.
 * They do not differ in anything else.
 */
#include "flash/source-lines.h"
#include "flash/module.h"
#include "flash/opcode.h"

struct lines {
	txSize count, room;
	struct {
		txSize offset;
		int line;
	} *entries;
};

static bool isDebugOpcode(txU1 opcode)
{
	return opcode == XS_CODE_LINE || opcode == XS_CODE_FILE || opcode == XS_CODE_PROFILE;
}

static void addLine(Lines* lines, txSize offset, int line)
{
	if (lines->count && lines->entries[lines->count - 1].line == line)
		return;
	if (lines->count == lines->room) {
		lines->room = lines->room ? lines->room * 2 : 64;
		lines->entries = realloc(lines->entries, sizeof(*lines->entries) * (size_t)lines->room);
	}
	lines->entries[lines->count].offset = offset;
	lines->entries[lines->count++].line = line;
}

Lines* mapLines(const Module* module, const txScript* script, const txScript* withLines)
{
	Lines* lines = calloc(1, sizeof(Lines));
	const txByte *start = script->codeBuffer, *code = start, *end = start + script->codeSize;
	const txByte *debug = withLines->codeBuffer, *debugEnd = debug + withLines->codeSize;
	int line = 0;
	while (code < end && debug < debugEnd) {
		if (isDebugOpcode((txU1)*debug)) {
			if ((txU1)*debug == XS_CODE_LINE) {
				txU2 value;
				memcpy(&value, debug + 1, sizeof(value));
				/* Code without a line of its own belongs to the line before. */
				if (originalLine(module, value))
					line = originalLine(module, value);
			}
		}
		else {
			addLine(lines, (txSize)(code - start), line);
			code += opcodeLength(code);
		}
		debug += opcodeLength(debug);
	}
	if (code != end)
		lines->count = 0; /* the codes do not match: better no line than a wrong one */
	return lines;
}

/*
 * A preloaded function runs from a copy of its code. The original is found by comparing the bytes around the address,
 * if they occur only once.
 */
enum { BEFORE = 8, AROUND = 24 };

static const txByte* findOriginal(const txByte* code)
{
	const txByte* original = NULL;
	for (Module* module = modules; module; module = module->next) {
		const txByte* from = module->script ? module->script->codeBuffer : NULL;
		const txByte* end = from ? from + module->codeSize : NULL;
		while (from && (from = memmem(from, (size_t)(end - from), code - BEFORE, AROUND))) {
			if (original)
				return NULL;
			original = from++ + BEFORE;
		}
	}
	return original;
}

static bool isOriginal(const Module* module, const txByte* code)
{
	return module->script && code >= module->script->codeBuffer && code < module->script->codeBuffer + module->codeSize;
}

bool findLine(const txByte* code, const char** specifier, int* line)
{
	Module* module = modules;
	while (module && !isOriginal(module, code))
		module = module->next;
	if (!module) {
		code = findOriginal(code);
		for (module = modules; code && module && !isOriginal(module, code);)
			module = module->next;
	}
	if (!code || !module || !module->lines || !module->lines->count)
		return false;
	const Lines* lines = module->lines;
	txSize offset = (txSize)(code - module->script->codeBuffer), found = 0;
	while (found + 1 < lines->count && lines->entries[found + 1].offset <= offset)
		found++;
	*specifier = module->specifier;
	*line = lines->entries[found].line;
	return true;
}
