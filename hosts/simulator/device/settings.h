/* The settings from the launcher. */
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
	int window; /* a descriptor inherited from the launcher, or 0 */
	/*
	 * The link: milliseconds of a round trip, percentage, bytes per second (0: unlimited), bytes of data in a
	 * segment.
	 */
	double latency, loss;
	int bandwidth, segment;
	/*
	 * A fleet: number of devices (0: this is a single device), devices started per second; milliseconds to run after
	 * all are connected, and to wait then for acknowledgements; the fault (or null), and when it happens.
	 */
	int devices, rate, duration, grace;
	const char* fault;
	int faultAfter, faultFor;
} Settings;

extern Settings settings;
extern void readSettings(const char* path);

#endif
