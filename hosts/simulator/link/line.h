/*
 * The part of one connection that is under way on the link. Bytes that the device sends stay in its buffer until they
 * have crossed the link and were acknowledged. Bytes that the system has received reach the device when they have
 * crossed the link.
 */
#ifndef MOTE_LINE_H
#define MOTE_LINE_H

#include "link/flight.h"
#include "network/ring-buffer.h"

typedef struct line {
	Flight up, down;
	int depth, serverDepth; /* how many round trips passed until the device, or the server, received its latest bytes */
	int handed; /* bytes of the arrived segment that the system has accepted */
	int serverEnds; /* faults->serverEnds when the connection was opened */
	bool nodelay, blocked; /* blocked: the system accepts no more bytes now */
	bool reached; /* the system knows whether the connection succeeded */
	double openAt, endsAt, finishedAt; /* when the device, or the server, hears of it; 0 while unknown */
	bool lost; /* it ends without delivering what was sent before */
} Line;

extern void openLine(Line* line, bool nodelay);
extern int windowOf(const Line* line, const Ring* in); /* how many bytes the server may send */
extern void sendSegments(Line* line, const Ring* out); /* those that were not sent yet */
extern void receiveSegments(Line* line, int fd, const Ring* in);
extern int deliverSegments(Line* line, int fd, const Ring* out); /* returns how many bytes were acknowledged */
extern void landSegments(Line* line, int fd, const Ring* out); /* delivers everything at once */
extern const Segment* arrivingSegment(Line* line); /* null if there is none; take its bytes, then call arrive(&line->down) */
extern void endLine(Line* line, bool lost); /* the device will be told */
extern bool finishLine(Line* line, const Ring* out); /* the device has nothing more to send; returns whether the server knows */
extern double nextOfLine(const Line* line);
extern void dropLine(Line* line);

#endif
