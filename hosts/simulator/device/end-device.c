/* Ends a device that has nothing left to do, or is stopped. Prints figures if the launcher has asked for them. */
#include "device/end-device.h"
#include "device/settings.h"
#include "memory/figures.h"
#include <signal.h>
#include <unistd.h>

/* Seconds in which the app has to return from its callback. Then SIGALRM ends the device. */
#define GRACE 2

volatile sig_atomic_t stopSignal;

static void stop(int number)
{
	stopSignal = number;
	alarm(GRACE);
}

void tellAtTheEnd(void)
{
	if (!settings.figures && !settings.report)
		return;
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
}

void endDevice(txMachine* device)
{
	fflush(stdout);
	if (settings.figures) {
		putFigures(device, stderr);
		fputs("\n", stderr);
	}
	exit(stopSignal ? 128 + stopSignal : 0);
}
