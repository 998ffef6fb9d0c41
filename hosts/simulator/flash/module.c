/* The list of a device's modules. */
#include "flash/module.h"

Module* modules;

static struct skipped {
	struct skipped* next;
	const char* specifier;
}* skippedModules;

int originalLine(const Module* module, int line)
{
	if (!module->originalLines)
		return line;
	return line > 0 && line <= module->originalCount ? module->originalLines[line - 1] : 0;
}

void skipModule(const char* specifier)
{
	struct skipped* skipped = malloc(sizeof(*skipped));
	skipped->specifier = specifier;
	skipped->next = skippedModules;
	skippedModules = skipped;
}

bool isSkippedModule(const char* specifier)
{
	struct skipped* skipped = skippedModules;
	while (skipped && strcmp(skipped->specifier, specifier))
		skipped = skipped->next;
	return skipped != NULL;
}

Module* findModule(const char* specifier)
{
	for (Module* module = modules; module; module = module->next) {
		if (!strcmp(module->specifier, specifier))
			return module;
	}
	return NULL;
}

void addModule(Module* module)
{
	Module** end = &modules;
	while (*end)
		end = &(*end)->next;
	*end = module;
}
