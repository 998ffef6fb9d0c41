/* The modules of a device, as a list. */
#include "flash/module.h"

Module* modules;

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
