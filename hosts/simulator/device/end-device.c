/* The end of a device that has done what it had to do: with figures, if the launcher has asked for them. */
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
