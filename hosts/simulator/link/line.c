/* Transfers bytes between the buffers of a connection and the system's socket, as segments of the simulated link. */
#include "link/line.h"
#include "device/settings.h"
#include "time/time.h"
#include <errno.h>
#include <sys/socket.h>

enum { LONGEST_SEGMENT = 1460 };

void openLine(Line* line, bool nodelay)
{
	line->nodelay = nodelay;
	line->serverEnds = faults->serverEnds;
	/* The time for SYN and SYN-ACK. */
	line->openAt = crossing(UP, 0, FIRST_REPEAT) + crossing(DOWN, 0, FIRST_REPEAT) - monotonic();
}

int windowOf(const Line* line, const Ring* in)
{
	return ringRoom(in) - line->down.count;
}

/* Nagle's algorithm, unless it is turned off, holds back a small segment while others are unacknowledged. */
void sendSegments(Line* line, const Ring* out)
{
	int left;
	while ((left = out->count - line->up.count) > 0) {
		int count = left < settings.segment ? left : settings.segment;
		if (count < settings.segment && line->up.count && !line->nodelay)
			break;
		launch(&line->up, UP, NULL, count, line->depth, out->size);
	}
}

void receiveSegments(Line* line, int fd, const Ring* in)
{
	txByte bytes[LONGEST_SEGMENT];
	int window;
	while ((window = windowOf(line, in)) > 0 && !line->endsAt) {
		ssize_t count = recv(fd, bytes, (size_t)(window < settings.segment ? window : settings.segment), 0);
		if (count > 0) {
			launch(&line->down, DOWN, bytes, (int)count, line->serverDepth, in->size);
			continue;
		}
		if (count < 0 && (errno == EAGAIN || errno == EINTR))
			break;
		endLine(line, count < 0);
	}
}

/* Returns whether the system has taken the whole segment. */
static bool deliver(Line* line, int fd, const Ring* out)
{
	txByte bytes[LONGEST_SEGMENT];
	const Segment* segment = line->up.next;
	int count = segment->count - line->handed;
	Ring rest = *out;
	dropBytes(&rest, line->up.arrived + line->handed);
	takeBytes(&rest, bytes, count);
	ssize_t sent = send(fd, bytes, (size_t)count, 0);
	if (sent < 0 && errno != EAGAIN && errno != EINTR)
		endLine(line, true);
	if (sent > 0)
		line->handed += (int)sent;
	if (sent < count) {
		line->blocked = true;
		return false;
	}
	line->handed = 0;
	if (segment->depth > line->serverDepth)
		line->serverDepth = segment->depth;
	arrive(&line->up);
	return true;
}

int deliverSegments(Line* line, int fd, const Ring* out)
{
	while (!line->blocked && nextArriving(&line->up) && deliver(line, fd, out))
		;
	return takeAcknowledged(&line->up);
}

void landSegments(Line* line, int fd, const Ring* out)
{
	while (line->up.next && deliver(line, fd, out))
		;
}

const Segment* arrivingSegment(Line* line)
{
	const Segment* segment = nextArriving(&line->down);
	takeAcknowledged(&line->down);
	/*
	 * This segment answers what the server had received when it sent it, so the next one that the device sends is one
	 * round trip deeper.
	 */
	if (segment && segment->depth >= line->depth)
		line->depth = segment->depth + 1;
	return segment;
}

void endLine(Line* line, bool lost)
{
	if (line->endsAt)
		return;
	line->endsAt = crossing(DOWN, 0, repeatAfter());
	line->lost = lost;
	if (line->endsAt < line->down.lastArrival)
		line->endsAt = line->down.lastArrival;
}

/* FIN arrives after the data. */
bool finishLine(Line* line, const Ring* out)
{
	if (out->count > line->up.arrived)
		return false;
	if (!line->finishedAt) {
		line->finishedAt = crossing(UP, 0, repeatAfter());
		if (line->finishedAt < line->up.lastArrival)
			line->finishedAt = line->up.lastArrival;
	}
	return line->finishedAt <= monotonic();
}

double nextOfLine(const Line* line)
{
	double next = nextEvent(&line->down);
	if (!line->blocked)
		next = soonest(next, nextEvent(&line->up));
	if (line->endsAt)
		next = soonest(next, line->endsAt);
	if (line->finishedAt)
		next = soonest(next, line->finishedAt);
	return next;
}

void dropLine(Line* line)
{
	dropFlight(&line->up);
	dropFlight(&line->down);
}
