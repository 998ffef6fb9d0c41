/* WebSocket frames: the functions that each platform implements. */
#ifndef MOTE_FRAMES_H
#define MOTE_FRAMES_H

#include <stddef.h>
#include <stdint.h>

/* 32 unpredictable random bits. */
extern uint32_t drawBits(void);

/* memcpy() that can also read from flash. */
extern void copyFromAnywhere(void* to, const void* from, size_t count);

#endif
