/* Segments arrive in the order in which they were sent, because TCP holds back segments that overtake a lost one. */
#include "link/flight.h"
#include "time/time.h"

/*
 * The depth of the segment that contained this byte of the stream. Old entries are dropped; bytes before the oldest
 * entry get its depth.
 */
static int depthAt(const Flight* flight, long byte)
{
	int i = flight->depthCount - 1;
	while (i > 0 && flight->depths[i].from > byte)
		i--;
	return i < 0 ? 0 : flight->depths[i].depth;
}

static void rememberDepth(Flight* flight, int depth)
{
	int count = flight->depthCount;
	if (count && flight->depths[count - 1].depth == depth)
		return;
	if (count == DEPTHS) {
		count--;
		memmove(flight->depths, flight->depths + 1, sizeof(flight->depths[0]) * (size_t)count);
	}
	flight->depths[count].from = flight->bytes;
	flight->depths[count].depth = depth;
	flight->depthCount = count + 1;
}

Segment* launch(Flight* flight, Way way, const txByte* bytes, int count, int depth, int limit)
{
	Segment* segment = malloc(sizeof(Segment) + (size_t)(bytes ? count : 0));
	long waited = flight->bytes + count - 1 - limit;
	if (waited >= 0 && depthAt(flight, waited) >= depth)
		depth = depthAt(flight, waited) + 1;
	rememberDepth(flight, depth);
	double arrives = crossing(way, count, repeatAfter());
	if (arrives < flight->lastArrival)
		arrives = flight->lastArrival;
	*segment = (Segment){ .count = count, .depth = depth, .arrives = arrives, .acknowledged = arrives + oneWay() };
	if (bytes)
		memcpy(segment->bytes, bytes, (size_t)count);
	flight->lastArrival = arrives;
	flight->count += count;
	flight->bytes += count;
	flight->segments++;
	if (flight->last)
		flight->last->next = segment;
	else
		flight->first = segment;
	flight->last = segment;
	if (!flight->next)
		flight->next = segment;
	return segment;
}

Segment* nextArriving(const Flight* flight)
{
	return flight->next && flight->next->arrives <= monotonic() ? flight->next : NULL;
}

void arrive(Flight* flight)
{
	flight->arrived += flight->next->count;
	flight->next = flight->next->next;
}

int takeAcknowledged(Flight* flight)
{
	int count = 0;
	while (flight->first != flight->next && flight->first->acknowledged <= monotonic()) {
		Segment* segment = flight->first;
		count += segment->count;
		flight->first = segment->next;
		if (!flight->first)
			flight->last = NULL;
		free(segment);
	}
	flight->count -= count;
	flight->arrived -= count;
	return count;
}

double nextEvent(const Flight* flight)
{
	if (flight->next)
		return flight->first != flight->next && flight->first->acknowledged < flight->next->arrives ? flight->first->acknowledged
																									 : flight->next->arrives;
	return flight->first ? flight->first->acknowledged : -1;
}

void dropFlight(Flight* flight)
{
	while (flight->first) {
		Segment* segment = flight->first;
		flight->first = segment->next;
		free(segment);
	}
	flight->last = flight->next = NULL;
	flight->count = flight->arrived = 0;
}
