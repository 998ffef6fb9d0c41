/* Walks byte code opcode by opcode. */
#include "flash/opcode.h"

/* The code of a nested function follows its opcode and is not skipped. */
txSize opcodeLength(const txByte* code)
{
	txSize size = gxCodeSizes[(txU1)*code];
	txU2 two;
	txS4 four;
	switch (size) {
	case 0:
		return 1 + sizeof(txID);
	case -1:
		return 2 + (txU1)code[1];
	case -2:
		memcpy(&two, code + 1, sizeof(two));
		return 3 + two;
	case -4:
		memcpy(&four, code + 1, sizeof(four));
		return 5 + four;
	default:
		return size;
	}
}
