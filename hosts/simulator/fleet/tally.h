/* Counters of a fleet's device, in memory that it shares with the fleet's process. */
#ifndef MOTE_TALLY_H
#define MOTE_TALLY_H

#include "link/link.h"
#include "report/packets.h"

enum { UNACKNOWLEDGED = 64, WORDS = 240, OUTAGES = 16 };

typedef struct tally {
	pid_t process; /* 0: not running */
	bool started, asleep, crashed, connected;
	int code; /* the exit code */
	double wakesAt; /* when it wakes up from deep sleep; 0 if it is not in deep sleep */
	int attempts, accepted, losses;
	double lostAt, outages[OUTAGES]; /* the latest outages: milliseconds from a loss until CONNACK */
	int outageCount;
	/*
	 * Messages at QoS 1 and 2: the last number; how many were acknowledged; and how many can never be, because
	 * another message took their identifier.
	 */
	txU4 published, acknowledged, forgotten;
	int waiting;
	struct {
		txU4 number, payload, identifier;
	} unacknowledged[UNACKNOWLEDGED];
	int wordCount;
	char words[WORDS]; /* the last characters of its output */
} Tally;

extern Tally* tally; /* of this device; null if it does not belong to a fleet */

extern void tallyAttempt(void);
extern void tallyPacket(Way way, const Packet* packet);
extern void tallyEnd(bool left); /* the end of a connection: closed by the app (`left`), or lost */
extern void tallySleep(txU4 milliseconds); /* the device goes to deep sleep */

#endif
