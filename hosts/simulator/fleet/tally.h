/* What a device of a fleet tells of itself, in memory that it shares with the fleet. */
#ifndef MOTE_TALLY_H
#define MOTE_TALLY_H

#include "link/link.h"
#include "report/packets.h"

enum { UNACKNOWLEDGED = 64, WORDS = 240, OUTAGES = 16 };

typedef struct tally {
	pid_t process; /* 0: not running */
	bool started, asleep, crashed, connected;
	int code; /* how it ended */
	double wakesAt; /* from deep sleep; 0: it is in none */
	int attempts, accepted, losses;
	double lostAt, outages[OUTAGES]; /* from a loss until CONNACK, in milliseconds: the latest of them */
	int outageCount;
	/* Messages at QoS 1 and 2: the last number; how many were acknowledged, and how many can never be, as another one has taken the identifier. */
	txU4 published, acknowledged, forgotten;
	int waiting;
	struct {
		txU4 number, payload, identifier;
	} unacknowledged[UNACKNOWLEDGED];
	int wordCount;
	char words[WORDS]; /* its last */
} Tally;

extern Tally* tally; /* of this device; null if it is no fleet's */

extern void tallyAttempt(void);
extern void tallyPacket(Way way, const Packet* packet);
extern void tallyEnd(bool left); /* of a connection: whether the app has left it, or lost it */
extern void tallySleep(txU4 milliseconds); /* the device goes to deep sleep */

#endif
