/* Writes the report. Times are in milliseconds since the device started. Events that did not happen are left out. */
#include "report/report.h"
#include "device/settings.h"
#include "memory/figures.h"
#include "report/connection-record.h"
#include "time/time.h"
#include <errno.h>

static const char* const names[EVENTS] = {
	[TCP_OPEN] = "tcp",
	[TLS_OPEN] = "tls",
	[CONNECT_SENT] = "connect",
	[CONNACK_RECEIVED] = "connack",
	[FIRST_PUBLISH] = "firstPublish",
	[LAST_PUBLISH] = "lastPublish",
	[FIRST_PUBACK] = "firstPuback",
	[LAST_PUBACK] = "lastPuback",
	[DISCONNECT_SENT] = "disconnect",
	[ENDED] = "end",
};

static double started;
static txMachine* machine;

static void putTime(FILE* file, const char* name, double when)
{
	fprintf(file, ", \"%s\": %.3f", name, when - started);
}

static void putConnection(FILE* file, const ConnectionRecord* record)
{
	fprintf(file, "\t\t{\n\t\t\t\"address\": \"%s\", \"port\": %d,\n\t\t\t\"times\": { \"begin\": %.3f", record->address, record->port,
		(record->nameAsked ? record->nameAsked : record->begun) - started);
	if (record->nameAsked)
		putTime(file, "name", record->nameKnown);
	for (int i = 0; i < EVENTS; i++) {
		if (record->times[i])
			putTime(file, names[i], record->times[i]);
	}
	fprintf(file, " },\n\t\t\t\"roundTrips\": { \"name\": %d", record->nameAsked ? 1 : 0);
	for (int i = 0; i < EVENTS; i++) {
		if (record->times[i])
			fprintf(file, ", \"%s\": %d", names[i], record->roundTrips[i]);
	}
	fprintf(file, " },\n\t\t\t\"published\": %d, \"acknowledged\": %d", record->published, record->acknowledged);
	for (int way = UP; way <= DOWN; way++)
		fprintf(file, ",\n\t\t\t\"%s\": { \"segments\": %ld, \"bytes\": %ld }", way == UP ? "sent" : "received", record->segments[way],
			record->bytes[way]);
	fprintf(file, "\n\t\t}%s\n", record->next ? "," : "");
}

static void writeReport(void)
{
	FILE* file = fopen(settings.report, "w");
	if (!file) {
		fprintf(stderr, "device: %s: %s\n", settings.report, strerror(errno));
		return;
	}
	fprintf(file, "{\n\t\"figures\": ");
	putFigures(machine, file);
	fprintf(file, ",\n\t\"link\": { \"latency\": %g, \"loss\": %g, \"bandwidth\": %d, \"segment\": %d },\n", settings.latency, settings.loss,
		settings.bandwidth, settings.segment);
	fprintf(file, "\t\"milliseconds\": %.3f,\n\t\"connections\": [\n", monotonic() - started);
	for (const ConnectionRecord* record = connectionRecords; record; record = record->next)
		putConnection(file, record);
	fprintf(file, "\t]\n}\n");
	fclose(file);
}

void beginReport(txMachine* device)
{
	machine = device;
	started = monotonic();
	if (settings.report)
		atexit(writeReport);
}
