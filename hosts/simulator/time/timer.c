/*
 * Timers with the quirks of the SDK's timers on chips, because apps must work with these. A timer whose repeat is 0
 * when its callback returns ends, even if the callback has just rescheduled it. And a timer that is due together with
 * another still fires if the other's callback reschedules it for later.
 */
#include "time/timer.h"
#include "modules/host-objects.h"
#include "time/time.h"

typedef struct timer {
	struct timer* next;
	txMachine* the;
	txU4 when;
	txInteger repeat;
	bool scheduled, due, cleared, firing;
	bool plain; /* created by setTimeout: the callback gets no argument */
	txSlot callback, self;
} Timer;

static Timer* timers;

static void markTimer(txMachine* the, void* data, txMarkRoot mark)
{
	Timer* timer = data;
	(*mark)(the, &timer->callback);
}

/* A timer is remembered until it ends, so the garbage collector never frees one. */
static const txHostHooks timerHooks = { .marker = markTimer };

static void discard(Timer* timer)
{
	Timer** link = &timers;
	while (*link != timer)
		link = &(*link)->next;
	*link = timer->next;
	c_free(timer);
}

static void forget(Timer* timer)
{
	detachHostData(&timer->self);
	fxForget(timer->the, &timer->self);
	timer->cleared = true;
	timer->scheduled = timer->due = false;
}

static Timer* addTimer(txMachine* the, txInteger delay, txInteger repeat)
{
	if (!mxArgc || !fxIsCallable(the, mxArgv(0)))
		mxTypeError("callback: expected a function");
	mxPush(mxObjectPrototype);
	txSlot* instance = fxNewObjectInstance(the);
	txSlot* host = instance->next = fxNewSlot(the);
	host->flag = XS_INTERNAL_FLAG;
	host->kind = XS_HOST_KIND;
	host->value.host.data = NULL;
	mxPullSlot(mxResult);

	Timer* timer = c_calloc(1, sizeof(Timer));
	timer->the = the;
	timer->when = milliseconds() + (txU4)delay;
	timer->repeat = repeat;
	timer->scheduled = true;
	copySlot(&timer->callback, mxArgv(0));
	copySlot(&timer->self, mxResult);
	host->flag |= XS_HOST_HOOKS_FLAG;
	host->value.host.variant.hooks = (txHostHooks*)&timerHooks;
	host->value.host.data = timer;
	fxRemember(the, &timer->self);
	Timer** end = &timers;
	while (*end)
		end = &(*end)->next;
	return *end = timer;
}

static txInteger argument(txMachine* the, txInteger index)
{
	return mxArgc > index ? fxToInteger(the, mxArgv(index)) : 0;
}

static void set(txMachine* the)
{
	txInteger delay = argument(the, 1), repeat = argument(the, 2);
	addTimer(the, delay, repeat);
}

static void repeat(txMachine* the)
{
	txInteger interval = argument(the, 1);
	addTimer(the, interval, interval);
}

static void schedule(txMachine* the)
{
	Timer* timer = mxArgc ? hostData(the, mxArgv(0), &timerHooks) : NULL;
	if (!timer)
		mxTypeError("expected a timer that has not ended");
	if (mxArgc == 1) {
		timer->scheduled = timer->due = false;
		timer->repeat = -1;
		return;
	}
	txInteger delay = argument(the, 1), interval = argument(the, 2);
	timer->when = milliseconds() + (txU4)delay;
	timer->repeat = interval;
	timer->scheduled = true;
}

static void clear(txMachine* the)
{
	Timer* timer = mxArgc ? hostData(the, mxArgv(0), &timerHooks) : NULL;
	if (!timer)
		return;
	forget(timer);
	if (!timer->firing)
		discard(timer);
}

static void wait(txMachine* the)
{
	txInteger delay = argument(the, 0);
	fflush(stdout);
	if (delay > 0)
		usleep((useconds_t)delay * 1000);
}

static void setTimeout(txMachine* the)
{
	txInteger delay = argument(the, 1);
	addTimer(the, delay < 0 ? 0 : delay, 0)->plain = true;
}

static void setInterval(txMachine* the)
{
	txInteger interval = argument(the, 1);
	interval = interval < 1 ? 1 : interval;
	addTimer(the, interval, interval)->plain = true;
}

static void fire(txMachine* the, Timer* timer)
{
	timer->due = false;
	timer->when += (txU4)timer->repeat;
	timer->firing = true;
	txSlot global = mxGlobal;
	call(the, &timer->callback, &global, timer->plain ? 0 : 1, &timer->self);
	timer->firing = false;
	if (!timer->cleared && !timer->repeat)
		forget(timer);
	if (timer->cleared)
		discard(timer);
}

void fireTimers(txMachine* the)
{
	txU4 now = milliseconds();
	/* Timers that a callback adds must wait for the next round. */
	for (Timer* timer = timers; timer; timer = timer->next) {
		if (timer->scheduled && (txInteger)(timer->when - now) <= 0)
			timer->due = true;
	}
	for (Timer* timer = timers; timer;) {
		if (timer->due) {
			fire(the, timer);
			timer = timers; /* the callback may have cleared any timer */
		}
		else
			timer = timer->next;
	}
}

int nextTimer(void)
{
	txU4 now = milliseconds();
	int next = -1;
	for (Timer* timer = timers; timer; timer = timer->next) {
		if (!timer->scheduled)
			continue;
		txInteger delay = (txInteger)(timer->when - now);
		if (delay < 0)
			delay = 0;
		if (next < 0 || delay < next)
			next = delay;
	}
	return next;
}

static void addGlobal(txMachine* the, const char* name, txCallback callback, txInteger length)
{
	fxNewHostFunction(the, callback, length, nameOf(the, name), XS_NO_ID);
	mxPush(mxGlobal);
	mxSetID(nameOf(the, name));
	mxPop();
}

void buildTimer(txMachine* root)
{
	addFunction(root, "set", set, 3);
	addFunction(root, "repeat", repeat, 2);
	addFunction(root, "schedule", schedule, 3);
	addFunction(root, "clear", clear, 1);
	addFunction(root, "delay", wait, 1);
	addGlobal(root, "setTimeout", setTimeout, 2);
	addGlobal(root, "setInterval", setInterval, 2);
	addGlobal(root, "clearTimeout", clear, 1);
	addGlobal(root, "clearInterval", clear, 1);
}
