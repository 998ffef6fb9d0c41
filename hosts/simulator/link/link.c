/*
 * A link shared by all connections of a device. In each direction, segments leave one after another at the link's
 * bandwidth and take half a round trip. A segment is lost by chance or because the link is dead. Then it is resent,
 * each time after twice the interval.
 */
#include "link/link.h"
#include "device/settings.h"
#include "time/time.h"

/* HEADERS: the bytes of TCP and IP headers before a segment's data. */
enum { HEADERS = 40, LONGEST_REPEAT = 60000 };

static Faults none;
Faults* faults = &none;

/* When the next segment can leave, in each direction. */
static double freeAt[2];

bool isLinked(void)
{
	return settings.latency > 0 || settings.loss > 0 || settings.bandwidth > 0 || settings.report || settings.window || settings.devices;
}

double oneWay(void)
{
	return settings.latency / 2;
}

/*
 * RFC 6298, 2.2: three times the first measured round trip. At least 500 ms, because lwIP's timer has that interval.
 */
double repeatAfter(void)
{
	double repeat = 3 * settings.latency;
	return repeat > 500 ? repeat : 500;
}

static bool isLost(double when)
{
	return when < faults->deadUntil || (settings.loss > 0 && rand() < settings.loss / 100 * RAND_MAX);
}

double crossing(Way way, int bytes, double repeat)
{
	double now = monotonic(), leaves = freeAt[way] > now ? freeAt[way] : now;
	if (settings.bandwidth)
		leaves += (bytes + HEADERS) * 1000.0 / settings.bandwidth;
	freeAt[way] = leaves;
	while (isLost(leaves)) {
		leaves += repeat;
		repeat = repeat * 2 < LONGEST_REPEAT ? repeat * 2 : LONGEST_REPEAT;
	}
	return leaves + oneWay();
}

bool isServerDown(void)
{
	return monotonic() < faults->serverBackAt;
}
