/* Declarations shared by the files of the measuring program, beyond those of the simulator. */
#ifndef INSTRUCTIONS_MACHINE_H
#define INSTRUCTIONS_MACHINE_H
#include "errors/die.h"
#include "flash/module.h"
#include "flash/source-lines.h"
#include "memory/c-heap.h"
#include "memory/usage.h"
#include "modules/host-objects.h"
#include "time/timer.h"

/* core-*.c: the instruction counter of a core */
extern void startCore(void);
extern double instructions(void); /* executed so far */
extern uint32_t tick(void); /* a cheap counter in a unit of its own */
extern double perTick(void); /* instructions per unit */

/* generated: the modules, and the C functions that they declare */
typedef struct {
	const char* name;
	txCallback callback;
} NamedFunction;

extern Module embedded[];
extern int embeddedCount;
extern const bool profiling;
extern const NamedFunction namedFunctions[];
extern int namedFunctionCount;
extern void nameIdentifiers(txMachine* root);

/* profile.c */
extern void profileOn(bool on);
extern void reportProfile(double count);

/* tcp.c */
extern txSlot* lastSocket(void);
extern txInteger bytesWritten;

#endif
