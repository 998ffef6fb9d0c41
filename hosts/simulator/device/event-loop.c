/* All that can happen, in turns. A device with nothing left to wait for has come to its end. */
#include "device/event-loop.h"
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
	/* A chip notices once the promise is collected; when that is depends on chance. */
	fxCheckUnhandledRejections(the, 1);
}

void runLoop(txMachine* the)
{
	for (;;) {
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
