/* The modules of a device: the app's, and those that the simulator brings. */
#ifndef MOTE_MODULE_H
#define MOTE_MODULE_H

#include "engine/engine.h"

typedef struct module {
	struct module* next;
	const char* specifier;
	const char* path; /* for messages; null if the text is in `source` */
	char* source; /* null: read it from `path` */
	size_t sourceLength;
	bool preload;
	txScript* script;
	txSize codeSize; /* as on a chip: without symbols, before anything is done to it */
	struct lines* lines;
	bool ofSimulator;
} Module;

extern Module* modules;
extern Module* findModule(const char* specifier);
extern void addModule(Module* module); /* behind the others */

#endif
