/* Byte code, one opcode after the other. */
#include "flash/opcode.h"

/* A function's code follows its opcode and is walked like any other. */
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
