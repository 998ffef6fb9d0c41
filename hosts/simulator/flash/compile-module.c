/*
 * Compiles source to byte code as for a chip: symbols become identifiers of the root machine, and functions and
 * strings are marked to be used from flash instead of being copied to RAM.
 */
#include "flash/compile-module.h"
#include "errors/die.h"
#include "flash/functions-in-c.h"
#include "flash/opcode.h"
#include "flash/source-lines.h"
#include <errno.h>

extern void fxRemapIDs(txMachine* the, txByte* codeBuffer, txSize codeSize, txID* ids);

static const Module* compiling;

static void report(void* console, txString path, txInteger line, txString format, c_va_list arguments)
{
	(void)console;
	(void)path;
	if (compiling->path)
		fprintf(stderr, "%s:%d: ", compiling->path, originalLine(compiling, line));
	else
		fprintf(stderr, "module %s: ", compiling->specifier);
	vfprintf(stderr, format, arguments);
	fputs("\n", stderr);
}

static txScript* parse(txMachine* root, void* stream, txGetter getter, txUnsigned flags)
{
	txParser parser;
	txParserJump jump;
	txScript* volatile script = NULL;
	fxInitializeParser(&parser, root, root->parserBufferSize, root->parserTableModulo);
	parser.reportError = report;
	parser.firstJump = &jump;
	if (c_setjmp(jump.jmp_buf) == 0) {
		if (flags & mxDebugFlag)
			parser.flags |= mxDebugFlag;
		parser.path = fxNewParserSymbol(&parser, "");
		fxParserTree(&parser, stream, getter, flags, NULL);
		fxParserHoist(&parser);
		fxParserBind(&parser);
		script = fxParserCode(&parser);
		if (parser.errorCount)
			script = NULL;
	}
	fxTerminateParser(&parser);
	return script;
}

static txScript* parseModule(txMachine* root, const Module* module, txUnsigned flags)
{
	txScript* script;
	compiling = module;
	if (module->source) {
		txStringCStream stream = { module->source, 0, (txSize)module->sourceLength };
		script = parse(root, &stream, fxStringCGetter, flags);
	}
	else {
		FILE* file = fopen(module->path, "r");
		if (!file)
			die(EXIT_APP, "%s: %s", module->path, strerror(errno));
		script = parse(root, file, (txGetter)fgetc, flags);
		fclose(file);
	}
	if (!script)
		exit(EXIT_APP);
	return script;
}

static void keepInPlace(txByte* code, txSize size)
{
	for (txByte* end = code + size; code < end; code += opcodeLength(code)) {
		switch ((txU1)*code) {
		case XS_CODE_CODE_1:
			*code = (txByte)XS_CODE_CODE_ARCHIVE_1;
			break;
		case XS_CODE_CODE_2:
			*code = (txByte)XS_CODE_CODE_ARCHIVE_2;
			break;
		case XS_CODE_CODE_4:
			*code = (txByte)XS_CODE_CODE_ARCHIVE_4;
			break;
		case XS_CODE_STRING_1:
			*code = (txByte)XS_CODE_STRING_ARCHIVE_1;
			break;
		case XS_CODE_STRING_2:
			*code = (txByte)XS_CODE_STRING_ARCHIVE_2;
			break;
		case XS_CODE_STRING_4:
			*code = (txByte)XS_CODE_STRING_ARCHIVE_4;
			break;
		}
	}
}

static void mapSymbols(txMachine* root, txScript* script)
{
	txByte* p = script->symbolsBuffer;
	txID count;
	mxDecodeID(p, count);
	txID* ids = malloc(count * sizeof(txID));
	ids[0] = XS_NO_ID;
	for (txID i = 1; i < count; i++) {
		ids[i] = fxNewNameC(root, (txString)p);
		p += strlen((txString)p) + 1;
	}
	fxRemapIDs(root, script->codeBuffer, script->codeSize, ids);
	free(ids);
	/* The engine treats code without symbols as code in flash: it neither maps nor frees it. */
	c_free(script->symbolsBuffer);
	script->symbolsBuffer = NULL;
	script->symbolsSize = 0;
}

void compileModule(txMachine* root, Module* module)
{
	txScript* script = parseModule(root, module, mxCFlag);
	txScript* withLines = parseModule(root, module, mxCFlag | mxDebugFlag);
	module->codeSize = script->codeSize;
	module->lines = mapLines(module, script, withLines);
	fxDeleteScript(withLines);
	linkFunctionsInC(module, script);
	mapSymbols(root, script);
	/*
	 * On a chip, only modules that run on the device use their code in place. Preloaded modules copy each literal
	 * that they evaluate.
	 */
	if (!module->preload)
		keepInPlace(script->codeBuffer, script->codeSize);
	module->script = script;
}
