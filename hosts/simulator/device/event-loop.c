/* The device's event loop. A device that waits for nothing any more ends. */
#include "device/event-loop.h"
#include "device/end-device.h"
#include "device/watch.h"
#include "network/resolver.h"
#include "network/socket-list.h"
#include "network/tcp.h"
#include "time/time.h"
#include "time/timer.h"
#include "window/window.h"

static void runJobs(txMachine* the)
{
	while (the->promiseJobs) {
		the->promiseJobs = 0;
		fxBeginHost(the);
		fxRunPromiseJobs(the);
		fxEndHost(the);
	}
	/*
	 * Checked at once. A chip notices an unhandled rejection only when the promise is collected, at an unpredictable
	 * time.
	 */
	fxCheckUnhandledRejections(the, 1);
}

void runLoop(txMachine* the)
{
	while (!stopSignal) {
		runJobs(the);
		advanceSockets();
		deliverSockets();
		runJobs(the);
		deliverResolutions(the);
		runJobs(the);
		fireTimers(the);
		runJobs(the);
		int watched = collectWatches();
		bool more = socketsPending() || resolutionsPending();
		int timeout = more ? 0 : (int)soonest(nextTimer(), soonest(nextArrival(), nextResolution()));
		if (!more && timeout < 0 && watched <= watchedByWindow())
			return;
		int again = lookOut();
		if (again >= 0 && (timeout < 0 || again < timeout))
			timeout = again;
		pollWatches(timeout);
	}
}
