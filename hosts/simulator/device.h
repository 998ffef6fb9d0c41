/* What the files of the simulator know of each other. Each block is one file's. */
#ifndef MOTE_DEVICE_H
#define MOTE_DEVICE_H

#include "xsAll.h"
#include "xsScript.h"

/* description.c: what the launcher asks for */
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
	bool ofHost; /* the simulator's own */
} Module;

/* Files in flash. */
typedef struct resource {
	struct resource* next;
	const char* name;
	char* bytes;
	size_t length;
} Resource;

typedef struct description {
	txCreation creation;
	txSize staticBytes; /* as on a chip */
	const char* main;
	int sendBuffer;
	txU4 firstTick;
	bool report, byteCode;
	Module* modules;
	Resource* resources;
} Description;

extern Description description;
extern void readDescription(const char* path);
extern Module* findModule(const char* specifier);

/* arena.c: the device's memory */
typedef struct arena {
	txByte* bottom;
	txByte* chunkTop;
	txByte* slotBottom;
	txByte* top;
	const char* shortOf; /* what did not fit, for the last words */
	txSize shortBy;
} Arena;

extern Arena arena;
extern void createArena(txSize size);

/* memory.c: how much of it is, was and has ever been used */
typedef struct {
	txNumber slots, chunkBytes; /* allocated so far */
	txSize usedSlots, usedChunkBytes, peakSlots, peakChunkBytes, peakBytes;
	txInteger collections;
} Usage;

extern void measureUsage(txMachine* the, Usage* usage);

/* sends.c */
extern void noteSend(txMachine* the);
extern void reportSends(FILE* to);

/* heap.c: what goes through the C heap while the device runs */
typedef struct {
	txNumber bytes, calls;
	bool counting;
} HeapUse;

extern HeapUse heapUse;

/* flash.c: the root machine, compiled, preloaded, frozen */
extern txMachine* createFlash(void);
extern void addHostModules(void);

/* compile.c: source to code that stays in place */
extern void compileModule(txMachine* root, Module* module);
extern txSize opcodeLength(const txByte* code);

/* lines.c: from code back to source */
typedef struct lines Lines;

extern Lines* mapLines(const txScript* script, const txScript* withLines);
extern bool findLine(const txByte* code, const char** specifier, int* line);

/* freeze.c: what makes a heap read-only */
extern void freezeHeap(txMachine* root);
extern void petrifyHeap(txMachine* root);

/* hosts.c: functions in C that modules name */
extern void buildHosts(txMachine* root);
extern void mapHosts(const Module* module, txScript* script);

/* natives.c: the native half of the host modules */
extern void buildNatives(txMachine* root);
extern void removeNatives(txMachine* root);
extern txID nameOf(txMachine* the, const char* name);
extern void addFunction(txMachine* the, const char* name, txCallback callback, txInteger length);
extern void addGetter(txMachine* the, const char* name, txCallback callback);
extern void pushClass(txMachine* the, const char* name, txCallback constructor);
extern txSlot* newInstance(txMachine* the, const txHostHooks* hooks, void* data);
extern void* hostData(txMachine* the, txSlot* slot, const txHostHooks* hooks);
extern void detachHostData(txSlot* slot);
extern void getOption(txMachine* the, txSlot* options, const char* name);
extern bool takeCallback(txMachine* the, txSlot* options, const char* name, txSlot* callback);
extern void copySlot(txSlot* to, const txSlot* from);
extern void call(txMachine* the, const txSlot* function, const txSlot* self, txInteger count, const txSlot* arguments);
extern txByte* bytesOf(txMachine* the, txSlot* slot, txInteger* length, bool writable);

extern void buildTCP(txMachine* root);
extern void buildSafeTCP(txMachine* root);
extern void buildTLSSocket(txMachine* root);
extern void buildUDP(txMachine* root);
extern void buildResource(txMachine* root);
extern void buildResolver(txMachine* root);
extern void buildNetworkResolver(txMachine* root);
extern void buildTimer(txMachine* root);
extern void buildTime(txMachine* root);
extern void buildTrace(txMachine* root);
extern void buildProbe(txMachine* root);

/* loop.c: one poll() for everything */
typedef struct watch {
	struct watch* next;
	int fd;
	short events;
	void (*ready)(struct watch* watch, short events);
} Watch;

extern void addWatch(Watch* watch);
extern void removeWatch(Watch* watch);
extern void runLoop(txMachine* device);

/* tcp.c */
extern void deliverSockets(void);
extern bool socketsPending(void); /* there is something to deliver */
extern txNumber socketWrites, socketBytes;

/* timer.c */
extern void fireTimers(txMachine* the);
extern int nextTimer(void); /* milliseconds, or -1 if none is scheduled */

/* time.c */
extern txU4 milliseconds(void);

/* resolver.c */
extern void deliverResolutions(txMachine* the);
extern bool resolutionsPending(void);

/* main.c: reports, if it was asked to, and ends with 0 */
extern void endDevice(txMachine* device) __attribute__((noreturn));

/* abort.c: last words */
enum { EXIT_APP = 1, EXIT_USAGE = 2, EXIT_MEMORY = 3, EXIT_STACK = 4 };

extern void die(int status, const char* format, ...) __attribute__((noreturn, format(printf, 2, 3)));
extern void dieOfException(txMachine* the, const char* what) __attribute__((noreturn));
extern void noteThrow(txMachine* the, txSlot* error, txSlot* frame);

#endif
