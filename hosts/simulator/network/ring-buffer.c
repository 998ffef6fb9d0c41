/* A fixed ring buffer of bytes. */
#include "network/ring-buffer.h"

int ringRoom(const Ring* ring)
{
	return ring->size - ring->count;
}

/* The number of bytes from the first one up to the end or the wrap. */
int ringStretch(const Ring* ring)
{
	int toEnd = ring->size - ring->start;
	return ring->count < toEnd ? ring->count : toEnd;
}

void putBytes(Ring* ring, const txByte* from, int count)
{
	int end = (ring->start + ring->count) % ring->size, first = ring->size - end;
	if (first > count)
		first = count;
	memcpy(ring->bytes + end, from, (size_t)first);
	memcpy(ring->bytes, from + first, (size_t)(count - first));
	ring->count += count;
}

void dropBytes(Ring* ring, int count)
{
	ring->start = (ring->start + count) % ring->size;
	ring->count -= count;
}

void takeBytes(Ring* ring, txByte* to, int count)
{
	int first = ringStretch(ring) < count ? ringStretch(ring) : count;
	memcpy(to, ring->bytes + ring->start, (size_t)first);
	memcpy(to + first, ring->bytes, (size_t)(count - first));
	dropBytes(ring, count);
}
