/* xsTry uses these. */
#pragma once
typedef long jmp_buf[32];
extern int setjmp(jmp_buf place) __attribute__((returns_twice));
extern void longjmp(jmp_buf place, int value) __attribute__((noreturn));
