/*
 * What of one connection is under way on the link. What the device sends stays in its buffer until it has crossed and was acknowledged;
 * what the system has received counts as received once it has crossed.
 */
#ifndef MOTE_LINE_H
#define MOTE_LINE_H

#include "link/flight.h"
#include "network/ring-buffer.h"

typedef struct line {
	Flight up, down;
	int depth, serverDepth; /* how many round trips it took to what the device has received, and the server */
	int handed; /* bytes of the segment that has crossed which the system has taken */
	int serverEnds; /* of faults, when it was opened */
	bool nodelay, blocked; /* blocked: the system takes nothing more now */
	bool reached; /* the system knows whether there is a connection */
	double openAt, endsAt, finishedAt; /* when the device hears of it, or the server; 0: not known yet */
	bool lost; /* how it ends: without what was sent before */
} Line;

extern void openLine(Line* line, bool nodelay);
extern int windowOf(const Line* line, const Ring* in); /* how much the server may send */
extern void sendSegments(Line* line, const Ring* out); /* what was not sent yet */
extern void receiveSegments(Line* line, int fd, const Ring* in);
extern int deliverSegments(Line* line, int fd, const Ring* out); /* how many bytes were acknowledged */
extern void landSegments(Line* line, int fd, const Ring* out); /* at once */
extern const Segment* arrivingSegment(Line* line); /* null: none; to be taken, then arrive(&line->down) */
extern void endLine(Line* line, bool lost); /* the device is to hear of it */
extern bool finishLine(Line* line, const Ring* out); /* the device has nothing more to send; whether the server knows */
extern double nextOfLine(const Line* line);
extern void dropLine(Line* line);

#endif
