/*
 * The segments of a connection that are under way in one direction, and their depth: how many round trips were needed
 * before a segment could be sent. It is the depth of the latest segment without which this one would not have been
 * sent.
 */
#ifndef MOTE_FLIGHT_H
#define MOTE_FLIGHT_H

#include "link/link.h"

typedef struct segment {
	struct segment* next;
	int count, depth;
	double arrives, acknowledged;
	txByte bytes[]; /* a copy, for segments that the sender does not keep in a buffer until they are acknowledged */
} Segment;

enum { DEPTHS = 32 };

typedef struct flight {
	Segment *first, *last, *next; /* the unacknowledged segments; `next` is the first that has not arrived */
	int count, arrived; /* unacknowledged bytes, and how many of them have arrived */
	double lastArrival;
	long segments, bytes; /* since the connection began */
	struct {
		long from;
		int depth;
	} depths[DEPTHS];
	int depthCount;
} Flight;

/*
 * Sends `count` bytes. `limit` is how many bytes may be under way or unread. Bytes beyond it had to wait for an
 * acknowledgement.
 */
extern Segment* launch(Flight* flight, Way way, const txByte* bytes, int count, int depth, int limit);
extern Segment* nextArriving(const Flight* flight); /* null if there is none yet */
extern void arrive(Flight* flight); /* the next segment has arrived */
extern int takeAcknowledged(Flight* flight); /* returns how many bytes were acknowledged since the last call */
extern double nextEvent(const Flight* flight); /* when the next segment arrives or is acknowledged; negative for never */
extern void dropFlight(Flight* flight);

#endif
