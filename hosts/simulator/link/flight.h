/*
 * Segments of a connection that are under way, one way, and how many round trips it took until each could leave: the depth of a segment
 * is that of the latest one without which it would not have been sent.
 */
#ifndef MOTE_FLIGHT_H
#define MOTE_FLIGHT_H

#include "link/link.h"

typedef struct segment {
	struct segment* next;
	int count, depth;
	double arrives, acknowledged;
	txByte bytes[]; /* of those that are not in a buffer of the sender's until they are acknowledged */
} Segment;

enum { DEPTHS = 32 };

typedef struct flight {
	Segment *first, *last, *next; /* not acknowledged; of these, the first that has not arrived */
	int count, arrived; /* bytes not acknowledged; how many of them have arrived */
	double lastArrival;
	long segments, bytes; /* since the connection began */
	struct {
		long from;
		int depth;
	} depths[DEPTHS];
	int depthCount;
} Flight;

/* Sends `count` bytes. `limit`: how many may be under way or unread, so that what is beyond had to wait for an acknowledgement. */
extern Segment* launch(Flight* flight, Way way, const txByte* bytes, int count, int depth, int limit);
extern Segment* nextArriving(const Flight* flight); /* null if there is none yet */
extern void arrive(Flight* flight); /* the next one has */
extern int takeAcknowledged(Flight* flight); /* how many bytes are by now, for the first time */
extern double nextEvent(const Flight* flight); /* when something arrives or is acknowledged; negative: never */
extern void dropFlight(Flight* flight);

#endif
