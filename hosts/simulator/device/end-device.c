/* Ends a device that has nothing left to do. Prints figures if the launcher has asked for them. */
#include "device/end-device.h"
#include "device/settings.h"
#include "memory/figures.h"

void endDevice(txMachine* device)
{
	fflush(stdout);
	if (settings.figures) {
		putFigures(device, stderr);
		fputs("\n", stderr);
	}
	exit(0);
}
