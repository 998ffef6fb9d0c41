/* The modules of a device: the app's, and those that the simulator brings. */
#ifndef MOTE_MODULE_H
#define MOTE_MODULE_H

#include "engine/engine.h"

typedef struct module {
	struct module* next;
	const char* specifier;
	const char* path; /* for messages; null if there is no file */
	char* source; /* null: read it from `path` */
	size_t sourceLength;
	/* What `source` was made of, in `path`: for each line the one there; of a module that is in `path` as it is, none. */
	int* originalLines;
	int originalCount;
	bool preload;
	txScript* script;
	txSize codeSize; /* as on a chip: without symbols, before anything is done to it */
	struct lines* lines;
	bool ofSimulator;
} Module;

extern Module* modules;
/* A line of the module's source as its author knows it. */
extern int originalLine(const Module* module, int line);
extern Module* findModule(const char* specifier);
extern void addModule(Module* module); /* behind the others */
/* Modules of the SDK's that a manifest lists: the simulator has not all of them. */
extern void skipModule(const char* specifier);
extern bool isSkippedModule(const char* specifier);

#endif
