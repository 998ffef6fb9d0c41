/* qemu-system-riscv32 -M virt -bios none, with semihosting. minstret counts instructions. */
#include "machine.h"

#define CSR(TEXT) ".option push\n.option arch, +zicsr\n" TEXT "\n.option pop"

static long semihost(long operation, const void* argument)
{
	register long a0 __asm__("a0") = operation;
	register const void* a1 __asm__("a1") = argument;
	__asm__ volatile(".option push\n.option norvc\n.balign 16\nslli x0, x0, 0x1f\nebreak\nsrai x0, x0, 7\n.option pop"
		: "+r"(a0) : "r"(a1) : "memory");
	return a0;
}

void putByte(char c)
{
	semihost(3, &c);
}

void _exit(int status)
{
	long block[2] = { 0x20026, status };
	semihost(0x20, block);
	for (;;)
		;
}

uint32_t tick(void)
{
	uint32_t value;
	__asm__ volatile(CSR("csrr %0, minstret") : "=r"(value));
	return value;
}

double instructions(void)
{
	uint32_t low, high, again;
	do {
		__asm__ volatile(CSR("csrr %0, minstreth\ncsrr %1, minstret\ncsrr %2, minstreth") : "=r"(high), "=r"(low), "=r"(again));
	} while (high != again);
	return (double)high * 4294967296.0 + low;
}

double perTick(void)
{
	return 1;
}

void startCore(void)
{
}

/* A hardware exception: a fault in the program. */
void trapped(unsigned long cause, unsigned long at, unsigned long value)
{
	printf("trap %lx at %lx, %lx\n", cause, at, value);
	_exit(1);
}
