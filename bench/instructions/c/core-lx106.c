/* qemu-system-xtensa -M sim -cpu lx106, with simcalls. CCOUNT follows the virtual clock. */
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

/* An instruction takes 128 ns. In that time CCOUNT, at 40 MHz, advances by 5.12. */
double perTick(void)
{
	return 25.0 / 128;
}

/* Must be called often enough, because CCOUNT has only 32 bits. */
double instructions(void)
{
	static uint64_t total;
	static uint32_t before;
	uint32_t now = tick();
	total += now - before;
	before = now;
	return (double)((total * 25 + 64) / 128);
}

/* Verifies that the emulator counts as assumed, with a loop of known length and four instructions per turn. */
void startCore(void)
{
	uint32_t from = tick(), turns = 1000000, count;
	__asm__ volatile("1: addi %0, %0, -1\nnop.n\nnop.n\nbnez %0, 1b" : "+r"(turns));
	count = tick() - from;
	if (count < 20480000 || count > 20480100)
		die(EXIT_USAGE, "%u counts for 4,000,000 instructions, not 20,480,000", (unsigned)count);
}
