/*
 * Starts the devices of a fleet, causes the fault that the launcher asked for, and reports the state ten times a
 * second as lines of JSON on standard output. The last line has the results of all devices. Faults are simulated in
 * the devices' links, as seen from a device; any server can be used.
 */
#include "fleet/fleet.h"
#include "device/settings.h"
#include "errors/die.h"
#include "fleet/identity.h"
#include "fleet/tally.h"
#include "time/time.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

/*
 * In milliseconds: the interval of reports, and how long all devices must be connected after a fault before the run
 * ends.
 */
enum { TICK = 100, CALM = 3000 };

static struct shared {
	Faults faults;
	Tally devices[];
}* shared;

static txMachine* flash;
static void (*run)(txMachine* root);
static int digits, startedCount;
static double begunAt, upAt, faultAt, faultUntil, calmAt;
static volatile sig_atomic_t stopped;

static void stop(int number)
{
	(void)number;
	stopped = 1;
}

/*
 * A signal handler that does nothing. The signal interrupts a device's poll(), so that the device notices the fault.
 */
static void wakeUp(int number)
{
	(void)number;
}

/* Replaces a device's standard error. Keeps the last characters that it printed. */
static ssize_t keepWords(void* cookie, const char* text, size_t size)
{
	Tally* it = cookie;
	for (size_t i = 0; i < size; i++) {
		if (it->wordCount == WORDS - 1)
			memmove(it->words, it->words + 1, (size_t)--it->wordCount);
		it->words[it->wordCount++] = text[i];
	}
	it->words[it->wordCount] = 0;
	return (ssize_t)size;
}

static void __attribute__((noreturn)) beDevice(int number)
{
	const char* folder = getenv("MOTE_FLEET_MEMORY");
	char path[C_PATH_MAX];
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_IGN); /* Ctrl-C in the terminal is for the fleet */
	signal(SIGUSR1, wakeUp);
	tally = &shared->devices[number];
	tally->wordCount = 0;
	dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
	stderr = fopencookie(tally, "w", (cookie_io_functions_t){ .write = keepWords });
	setvbuf(stderr, NULL, _IONBF, 0);
	srand((unsigned)(monotonic() * 1000) ^ (unsigned)number * 2654435761u);
	setIdentity(number, digits);
	if (folder) {
		snprintf(path, sizeof(path), "%s/%d", folder, number);
		setenv("MOTE_KEPT_MEMORY", path, 1);
	}
	run(flash);
	exit(0);
}

static void startDevice(int number)
{
	Tally* it = &shared->devices[number];
	it->started = true;
	it->wakesAt = 0;
	pid_t process = fork();
	if (process < 0)
		die(EXIT_APP, "no process for device %d: %s", number, strerror(errno));
	if (!process)
		beDevice(number);
	it->process = process;
}

static Tally* findProcess(pid_t process)
{
	for (int i = 0; i < settings.devices; i++) {
		if (shared->devices[i].process == process)
			return &shared->devices[i];
	}
	return NULL;
}

static void noteEnds(void)
{
	int status;
	pid_t process;
	while ((process = waitpid(-1, &status, WNOHANG)) > 0) {
		Tally* it = findProcess(process);
		if (!it)
			continue;
		it->process = 0;
		it->connected = false;
		it->code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		it->crashed = it->code != 0;
	}
}

static void wakeSleepers(void)
{
	for (int i = 0; i < startedCount; i++) {
		Tally* it = &shared->devices[i];
		if (!it->process && !it->crashed && it->wakesAt && it->wakesAt <= monotonic())
			startDevice(i);
	}
}

static void signalAll(int number, int from, int step)
{
	for (int i = from; i < settings.devices; i += step) {
		if (shared->devices[i].process > 0)
			kill(shared->devices[i].process, number);
	}
}

static void setAsleep(bool asleep)
{
	signalAll(asleep ? SIGSTOP : SIGCONT, 1, 2);
	for (int i = 1; i < settings.devices; i += 2)
		shared->devices[i].asleep = asleep;
}

static bool isFault(const char* name)
{
	return settings.fault && !strcmp(settings.fault, name);
}

static void beginFault(double now)
{
	faultAt = now;
	faultUntil = now + settings.faultFor;
	if (isFault("link"))
		shared->faults.deadUntil = faultUntil;
	else if (isFault("broker")) {
		shared->faults.serverBackAt = faultUntil;
		shared->faults.serverEnds++;
		signalAll(SIGUSR1, 0, 1);
	}
	else
		setAsleep(true);
}

typedef struct {
	int running, connected, asleep, crashed, ended, attempts, accepted, losses, waiting;
	double published, acknowledged, forgotten;
} Sum;

static Sum sumUp(void)
{
	Sum sum = { 0 };
	for (int i = 0; i < settings.devices; i++) {
		const Tally* it = &shared->devices[i];
		bool sleeps = it->asleep || (!it->process && it->wakesAt);
		sum.running += it->process > 0;
		sum.asleep += sleeps;
		sum.crashed += it->crashed;
		sum.ended += it->started && !it->process && !it->crashed && !sleeps;
		sum.connected += it->connected;
		sum.attempts += it->attempts;
		sum.accepted += it->accepted;
		sum.losses += it->losses;
		sum.waiting += it->waiting;
		sum.published += it->published;
		sum.acknowledged += it->acknowledged;
		sum.forgotten += it->forgotten;
	}
	return sum;
}

static void putSum(const Sum* sum, const char* phase)
{
	printf("{\"time\": %.0f, \"phase\": \"%s\", \"started\": %d, \"running\": %d, \"connected\": %d, \"asleep\": %d, \"crashed\": %d, \"ended\": %d, "
		   "\"attempts\": %d, \"accepted\": %d, \"losses\": %d, \"published\": %.0f, \"acknowledged\": %.0f, \"waiting\": %d}\n",
		monotonic() - begunAt, phase, startedCount, sum->running, sum->connected, sum->asleep, sum->crashed, sum->ended, sum->attempts,
		sum->accepted, sum->losses, sum->published, sum->acknowledged, sum->waiting);
	fflush(stdout);
}

/* Memory in KB that a process does not share with others: the pages that it has written since the fork. */
static int dirtyKilobytes(pid_t process)
{
	char path[64], line[256];
	int kilobytes = -1;
	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)process);
	FILE* file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "Private_Dirty: %d kB", &kilobytes) == 1)
			break;
	}
	if (file)
		fclose(file);
	return kilobytes;
}

static void putText(const char* text)
{
	putchar('"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			printf("\\%c", *text);
		else if ((txU1)*text < ' ')
			printf("\\u%04x", *text);
		else
			putchar(*text);
	}
	putchar('"');
}

/* Whether all messages up to these numbers are acknowledged. */
static bool areAcknowledged(const txU4* upTo)
{
	for (int i = 0; i < settings.devices; i++) {
		const Tally* it = &shared->devices[i];
		for (int j = 0; it->process && j < it->waiting; j++) {
			if (it->unacknowledged[j].number <= upTo[i])
				return false;
		}
	}
	return true;
}

static int countLost(const txU4* upTo)
{
	int lost = 0;
	for (int i = 0; i < settings.devices; i++) {
		const Tally* it = &shared->devices[i];
		lost += (int)it->forgotten;
		for (int j = 0; j < it->waiting; j++)
			lost += it->unacknowledged[j].number <= upTo[i] && !(it->wakesAt && !it->process);
	}
	return lost;
}

static void putEnd(int lost, int dirtyCount, double dirtySum, int dirtyMost)
{
	const char* separator = "";
	printf("{\"end\": true, \"lost\": %d, \"upAfter\": %.0f, \"faultAt\": %.0f, \"faultUntil\": %.0f, \"dirty\": {\"devices\": %d, \"mean\": %.0f, \"most\": %d}",
		lost, upAt ? upAt - begunAt : 0, faultAt ? faultAt - begunAt : 0, faultAt ? faultUntil - begunAt : 0, dirtyCount,
		dirtyCount ? dirtySum / dirtyCount : 0, dirtyMost);
	printf(", \"outages\": [");
	for (int i = 0; i < settings.devices; i++) {
		const Tally* it = &shared->devices[i];
		for (int j = 0; j < it->outageCount && j < OUTAGES; j++, separator = ", ")
			printf("%s%.0f", separator, it->outages[j]);
	}
	printf("], \"crashes\": [");
	separator = "";
	for (int i = 0; i < settings.devices; i++) {
		const Tally* it = &shared->devices[i];
		if (!it->crashed)
			continue;
		printf("%s{\"device\": %d, \"code\": %d, \"words\": ", separator, i, it->code);
		putText(it->words);
		printf("}");
		separator = ", ";
	}
	printf("]}\n");
	fflush(stdout);
}

static void startSome(double now)
{
	int due = (int)((now - begunAt + TICK) / 1000 * settings.rate);
	while (startedCount < settings.devices && startedCount < due)
		startDevice(startedCount++);
}

/* Whether the fleet continues. */
static bool goOn(double now, const Sum* sum)
{
	int absent = sum->crashed + sum->ended + sum->asleep;
	bool all = startedCount == settings.devices && sum->connected + absent >= settings.devices;
	if (stopped || (startedCount == settings.devices && !sum->running && !sum->asleep))
		return false;
	if (!upAt) {
		if (all)
			upAt = now;
		return now - begunAt < settings.duration || upAt;
	}
	if (settings.fault && !faultAt && now - upAt >= settings.faultAfter)
		beginFault(now);
	if (faultAt && now >= faultUntil && isFault("sleep") && shared->devices[1].asleep)
		setAsleep(false);
	if (!settings.fault)
		return now - upAt < settings.duration;
	if (!faultAt || now < faultUntil || !all)
		calmAt = 0;
	else if (!calmAt)
		calmAt = now;
	return (!calmAt || now - calmAt < CALM) && now - upAt < settings.duration;
}

static double nextTick(double tick)
{
	double left = tick + TICK - monotonic();
	if (left > 0)
		usleep((useconds_t)(left * 1000));
	return monotonic();
}

static void measureDirty(int* count, double* sum, int* most)
{
	for (int i = 0; i < settings.devices; i++) {
		int kilobytes = shared->devices[i].process > 0 ? dirtyKilobytes(shared->devices[i].process) : -1;
		if (kilobytes < 0)
			continue;
		(*count)++;
		*sum += kilobytes;
		if (*most < kilobytes)
			*most = kilobytes;
	}
}

int runFleet(txMachine* root, void (*runDevice)(txMachine* root))
{
	size_t size = sizeof(struct shared) + sizeof(Tally) * (size_t)settings.devices;
	char number[16];
	Sum sum;
	flash = root;
	run = runDevice;
	digits = snprintf(number, sizeof(number), "%d", settings.devices - 1);
	shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		die(EXIT_MEMORY, "no memory for %d devices", settings.devices);
	faults = &shared->faults;
	findPlaceholders(root);
	signal(SIGTERM, stop);
	signal(SIGINT, stop);
	double now = begunAt = monotonic();
	do {
		startSome(now);
		noteEnds();
		wakeSleepers();
		sum = sumUp();
		putSum(&sum, !upAt ? "start" : faultAt && now < faultUntil ? "fault" : "run");
		now = nextTick(now);
	} while (goOn(now, &sum));

	txU4* upTo = calloc((size_t)settings.devices, sizeof(txU4));
	int dirtyCount = 0, dirtyMost = 0;
	double dirtySum = 0;
	setAsleep(false);
	for (int i = 0; i < settings.devices; i++)
		upTo[i] = shared->devices[i].published;
	measureDirty(&dirtyCount, &dirtySum, &dirtyMost);
	double cut = now = monotonic();
	while (!areAcknowledged(upTo) && now - cut < settings.grace) {
		noteEnds();
		wakeSleepers();
		sum = sumUp();
		putSum(&sum, "end");
		now = nextTick(now);
	}
	int lost = countLost(upTo);
	noteEnds();
	putEnd(lost, dirtyCount, dirtySum, dirtyMost);
	signalAll(SIGKILL, 0, 1);
	return 0;
}
