/* What the launcher asks for. */
#ifndef MOTE_SETTINGS_H
#define MOTE_SETTINGS_H

#include "engine/engine.h"

typedef struct settings {
	txCreation creation;
	txSize staticBytes; /* as on a chip */
	const char* main;
	int sendBuffer;
	txU4 firstTick;
	bool figures, byteCode;
	const char* report; /* a file, or null */
	int window; /* a descriptor of the launcher's, or 0 */
	/* The link: milliseconds of a round trip, percent, bytes a second (0: without limit), bytes of data in a segment. */
	double latency, loss;
	int bandwidth, segment;
	/* A fleet: how many (0: this is one device), started so many a second; milliseconds at most once all are up, and until all is to be
	 * acknowledged then; what goes wrong (or null), and when. */
	int devices, rate, duration, grace;
	const char* fault;
	int faultAfter, faultFor;
} Settings;

extern Settings settings;
extern void readSettings(const char* path);

#endif
