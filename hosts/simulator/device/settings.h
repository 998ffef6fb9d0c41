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
	int devices; /* 0: this is one, and no fleet */
} Settings;

extern Settings settings;
extern void readSettings(const char* path);

#endif
