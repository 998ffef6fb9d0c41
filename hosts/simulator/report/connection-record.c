/* Records the events of each connection in the order in which they happen. */
#include "report/connection-record.h"
#include "device/settings.h"
#include "fleet/tally.h"
#include "time/time.h"

ConnectionRecord* connectionRecords;
static ConnectionRecord* lastRecord;

/* The latest look-up of a name. The next connection belongs to it. */
static double nameAsked, nameKnown;

void noteName(double asked)
{
	nameAsked = asked;
	nameKnown = monotonic();
}

ConnectionRecord* beginRecord(const char* address, uint16_t port)
{
	tallyAttempt();
	if (!settings.report && !tally)
		return NULL;
	ConnectionRecord* record = calloc(1, sizeof(ConnectionRecord));
	snprintf(record->address, sizeof(record->address), "%s", address);
	record->port = port;
	record->begun = monotonic();
	record->nameAsked = nameAsked;
	record->nameKnown = nameKnown;
	nameAsked = nameKnown = 0;
	if (!settings.report)
		return record;
	if (lastRecord)
		lastRecord->next = record;
	else
		connectionRecords = record;
	return lastRecord = record;
}

void endRecord(ConnectionRecord* record)
{
	if (!settings.report)
		free(record);
}

void noteEvent(ConnectionRecord* record, Event event, int depth)
{
	if (!record || (event == ENDED && record->times[event]))
		return;
	if (event == ENDED && record->times[CONNACK_RECEIVED])
		tallyEnd(record->times[DISCONNECT_SENT] > 0);
	record->times[event] = monotonic();
	record->roundTrips[event] = depth;
}

void noteTraffic(ConnectionRecord* record, const Flight* up, const Flight* down)
{
	if (!record)
		return;
	const Flight* const flights[] = { [UP] = up, [DOWN] = down };
	for (int way = UP; way <= DOWN; way++) {
		record->segments[way] = flights[way]->segments;
		record->bytes[way] = flights[way]->bytes;
	}
}

static void noteBoth(ConnectionRecord* record, Event first, Event last, int depth)
{
	if (!record->times[first])
		noteEvent(record, first, depth);
	noteEvent(record, last, depth);
}

static void notePacket(ConnectionRecord* record, Way way, const Packet* packet, int depth)
{
	tallyPacket(way, packet);
	if (way == UP && packet->type == CONNECT) {
		record->level = packet->level;
		noteEvent(record, CONNECT_SENT, depth);
	}
	else if (way == UP && packet->type == PUBLISH) {
		record->published += packet->QoS > 0;
		noteBoth(record, FIRST_PUBLISH, LAST_PUBLISH, depth);
	}
	else if (way == UP && packet->type == DISCONNECT)
		noteEvent(record, DISCONNECT_SENT, depth);
	else if (way == DOWN && packet->type == CONNACK)
		noteEvent(record, CONNACK_RECEIVED, depth);
	else if (way == DOWN && (packet->type == PUBACK || packet->type == PUBCOMP)) {
		record->acknowledged++;
		noteBoth(record, FIRST_PUBACK, LAST_PUBACK, depth);
	}
}

void noteBytes(ConnectionRecord* record, Way way, const txByte* bytes, int count, int depth)
{
	if (!record)
		return;
	for (int i = 0; i < count; i++) {
		if (takeByte(&record->packets[way], (txU1)bytes[i], record->level))
			notePacket(record, way, &record->packets[way].packet, depth);
	}
}
