/* qemu-system-xtensa -M sim -cpu lx106 -icount shift=7, with simcalls. CCOUNT runs with the virtual clock: how fast, a loop of known length tells. */
#include "machine.h"

static int simcall(int number, int a, int b, int c)
{
	register int a2 __asm__("a2") = number;
	register int a3 __asm__("a3") = a;
	register int a4 __asm__("a4") = b;
	register int a5 __asm__("a5") = c;
	__asm__ volatile("simcall" : "+r"(a2), "+r"(a3) : "r"(a4), "r"(a5) : "memory");
	return a2;
}

void putByte(char c)
{
	static char line[256];
	static int count;
	line[count++] = c;
	if (c == '\n' || count == sizeof(line)) {
		simcall(4, 1, (int)line, count);
		count = 0;
	}
}

void _exit(int status)
{
	putByte('\n');
	simcall(1, status, 0, 0);
	for (;;)
		;
}

uint32_t tick(void)
{
	uint32_t value;
	__asm__ volatile("rsr.ccount %0" : "=r"(value));
	return value;
}

static double per = 1, total;
static uint32_t before;

double perTick(void)
{
	return per;
}

/* To be called often: CCOUNT has 32 bits. */
double instructions(void)
{
	uint32_t now = tick();
	total += (double)(now - before) * per;
	before = now;
	return total;
}

void startCore(void)
{
	uint32_t from = tick(), turns = 10000000;
	/* four instructions a turn */
	__asm__ volatile("1: addi %0, %0, -1\nnop.n\nnop.n\nbnez %0, 1b" : "+r"(turns));
	per = 40000000.0 / (double)(tick() - from);
	
}
