/*
 * Counts instructions by source line. In a profile build, traced-run.c calls step() before each byte code; the
 * instructions since the last call belong to the previous byte code. Instructions of a native function belong to the
 * line that called it.
 */
#include "machine.h"

typedef struct {
	const txByte* code;
	uint32_t steps;
	uint64_t ticks;
} Entry;

enum { SIZE = 1 << 14 };
static Entry table[SIZE];
static bool on;
static const txByte* previous;
static uint32_t left;

void profileStep(const txByte* code)
{
	uint32_t now = tick();
	if (!on)
		return;
	if (previous) {
		uint32_t at = ((uintptr_t)previous * 2654435761u) >> 18;
		while (table[at].code && table[at].code != previous)
			at = (at + 1) & (SIZE - 1);
		table[at].code = previous;
		table[at].steps++;
		table[at].ticks += now - left;
	}
	previous = code;
	left = tick();
}

void profileOn(bool value)
{
	if (value)
		memset(table, 0, sizeof(table));
	on = value;
	previous = NULL;
}

/*
 * Prints one line for each source line: module, line, byte codes and instructions per operation, for `count`
 * operations.
 */
void reportProfile(double count)
{
	for (int i = 0; i < SIZE; i++) {
		const char* specifier;
		int line;
		if (!table[i].code)
			continue;
		if (!findLine(table[i].code, &specifier, &line)) {
			specifier = "?";
			line = 0;
		}
		printf("@\t%s\t%d\t%.3f\t%.3f\t%s\n", specifier, line, table[i].steps / count, (double)table[i].ticks * perTick() / count,
			gxCodeNames[(txU1)*table[i].code]);
	}
}
