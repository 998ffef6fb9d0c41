/* The modules of a device: the app's and the simulator's. */
#ifndef MOTE_MODULE_H
#define MOTE_MODULE_H

#include "engine/engine.h"

typedef struct module {
	struct module* next;
	const char* specifier;
	const char* path; /* for messages; null if there is no file */
	char* source; /* null: read it from `path` */
	size_t sourceLength;
	/*
	 * If `source` was compiled from the file `path`: for each line, the line in that file. Null if `path` is the
	 * source itself.
	 */
	int* originalLines;
	int originalCount;
	bool preload;
	txScript* script;
	txSize codeSize; /* as on a chip: without symbols, before it is changed */
	struct lines* lines;
	bool ofSimulator;
} Module;

extern Module* modules;
/* Returns the line in the file that the author wrote. */
extern int originalLine(const Module* module, int line);
extern Module* findModule(const char* specifier);
extern void addModule(Module* module); /* appends it */
/* The SDK's modules that a manifest lists. The simulator does not have all of them. */
extern void skipModule(const char* specifier);
extern bool isSkippedModule(const char* specifier);

#endif
