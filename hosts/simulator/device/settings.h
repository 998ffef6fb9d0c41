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
	bool report, byteCode;
} Settings;

extern Settings settings;
extern void readSettings(const char* path);

#endif
