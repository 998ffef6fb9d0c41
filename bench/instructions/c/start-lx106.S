	.section .reset, "ax"
	.globl _reset
_reset:
	j 1f
	.align 4
	.literal_position
1:	movi a0, _start
	jx a0

	.section .text.start, "ax"
	.align 4
	.literal_position
	.globl _start
_start:
	movi a1, stackTop
	movi a2, bssStart
	movi a3, bssEnd
	movi a4, 0
1:	bgeu a2, a3, 2f
	s32i a4, a2, 0
	addi a2, a2, 4
	j 1b
2:	movi a0, main
	callx0 a0
	movi a0, exit
	callx0 a0
