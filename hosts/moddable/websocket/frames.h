/* Frames of a WebSocket: what each platform provides for them. */
#ifndef MOTE_FRAMES_H
#define MOTE_FRAMES_H

#include <stddef.h>
#include <stdint.h>

/* 32 bits that nobody can foretell. */
extern uint32_t drawBits(void);

/* memcpy, from flash as well. */
extern void copyFromAnywhere(void* to, const void* from, size_t count);

#endif
