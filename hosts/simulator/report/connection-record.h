/* A record of each connection: when its events happened, and after how many round trips. */
#ifndef MOTE_CONNECTION_RECORD_H
#define MOTE_CONNECTION_RECORD_H

#include "link/flight.h"
#include "report/packets.h"

/* In the order of a report. */
typedef enum {
	TCP_OPEN,
	TLS_OPEN,
	CONNECT_SENT,
	CONNACK_RECEIVED,
	FIRST_PUBLISH,
	LAST_PUBLISH,
	FIRST_PUBACK,
	LAST_PUBACK,
	DISCONNECT_SENT,
	ENDED,
	EVENTS
} Event;

typedef struct connectionRecord {
	struct connectionRecord* next;
	char address[INET6_ADDRSTRLEN];
	uint16_t port;
	double nameAsked, nameKnown, begun; /* as of monotonic(); 0: did not happen */
	double times[EVENTS]; /* 0: did not happen */
	int roundTrips[EVENTS]; /* counted from SYN */
	long segments[2], bytes[2]; /* by Way */
	int published, acknowledged; /* at QoS 1 and 2 */
	Packets packets[2];
	int level;
} ConnectionRecord;

extern ConnectionRecord* connectionRecords;

extern void noteName(double asked); /* the answer has arrived now */
extern ConnectionRecord* beginRecord(const char* address, uint16_t port); /* null if nobody asked for a report */
extern void endRecord(ConnectionRecord* record); /* nothing more is recorded */
extern void noteEvent(ConnectionRecord* record, Event event, int depth);
extern void noteTraffic(ConnectionRecord* record, const Flight* up, const Flight* down);
extern void noteBytes(ConnectionRecord* record, Way way, const txByte* bytes, int count, int depth); /* unencrypted */

#endif
