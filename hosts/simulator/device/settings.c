/*
 * Reads the settings from the launcher: lines of `word value ...`, separated by tabs, so that paths may contain
 * spaces. The text of a module without a file (the merged config) follows its line.
 */
#include "device/settings.h"
#include "errors/die.h"
#include "flash/module.h"
#include "modules/resource.h"
#include <errno.h>

Settings settings;

static char* readWhole(const char* path, size_t* length)
{
	size_t size = 0, room = 65536;
	bool descriptor = strspn(path, "0123456789") == strlen(path); /* a number is a descriptor inherited from the launcher, which cannot be opened by name */
	FILE* file = descriptor ? fdopen(atoi(path), "r") : fopen(path, "r");
	char* text = malloc(room);
	if (!file)
		die(EXIT_USAGE, "%s: %s", path, strerror(errno));
	for (;;) {
		size += fread(text + size, 1, room - size - 1, file);
		if (size + 1 < room)
			break;
		text = realloc(text, room *= 2);
	}
	fclose(file);
	text[size] = 0;
	*length = size;
	return text;
}

static bool readNumber(const char* word, const char* value)
{
	const struct {
		const char* word;
		txSize* into;
	} numbers[] = {
		{ "static", &settings.staticBytes },
		{ "chunk.initial", &settings.creation.initialChunkSize },
		{ "chunk.incremental", &settings.creation.incrementalChunkSize },
		{ "heap.initial", &settings.creation.initialHeapCount },
		{ "heap.incremental", &settings.creation.incrementalHeapCount },
		{ "stack", &settings.creation.stackCount },
		{ "keys.initial", &settings.creation.initialKeyCount },
		{ "keys.incremental", &settings.creation.incrementalKeyCount },
		{ "sendBuffer", &settings.sendBuffer },
		{ "window", &settings.window },
		{ "bandwidth", &settings.bandwidth },
		{ "segment", &settings.segment },
		{ "devices", &settings.devices },
		{ "rate", &settings.rate },
		{ "duration", &settings.duration },
		{ "grace", &settings.grace },
		{ "faultAfter", &settings.faultAfter },
		{ "faultFor", &settings.faultFor },
	};
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		if (!strcmp(word, numbers[i].word)) {
			*numbers[i].into = (txSize)strtol(value, NULL, 10);
			return true;
		}
	}
	return false;
}

void readSettings(const char* path)
{
	size_t length;
	char* line = readWhole(path, &length);
	char* end = line + length;
	while (line < end) {
		char* next = strchr(line, '\n');
		char* word = strsep(&line, "\t\n");
		char* value = next && line <= next ? strsep(&line, "\t\n") : "";
		if (!next)
			die(EXIT_USAGE, "%s: unexpected end", path);
		if (!strcmp(word, "module") || !strcmp(word, "source")) {
			Module* module = calloc(1, sizeof(Module));
			module->preload = *value == '1';
			module->specifier = strsep(&line, "\t\n");
			module->path = strsep(&line, "\t\n");
			if (*word == 's') {
				module->sourceLength = strtoul(module->path, NULL, 10);
				module->path = NULL;
				module->source = next + 1;
				next = module->source + module->sourceLength;
			}
			addModule(module);
		}
		else if (!strcmp(word, "origin")) {
			/* Describes the last module. */
			Module* module = modules;
			while (module->next)
				module = module->next;
			module->path = value;
			int room = 0;
			for (char* lines = strsep(&line, "\t\n"); *lines;) {
				if (module->originalCount == room)
					module->originalLines = realloc(module->originalLines, sizeof(int) * (size_t)(room = room ? 2 * room : 256));
				module->originalLines[module->originalCount++] = (int)strtol(lines, &lines, 10);
			}
		}
		else if (!strcmp(word, "skipped"))
			skipModule(value);
		else if (!strcmp(word, "resource")) {
			size_t size;
			char* bytes = readWhole(strsep(&line, "\t\n"), &size);
			addResource(value, bytes, size);
		}
		else if (!strcmp(word, "main"))
			settings.main = value;
		else if (!strcmp(word, "firstTick"))
			settings.firstTick = (txU4)strtoul(value, NULL, 10);
		else if (!strcmp(word, "latency"))
			settings.latency = strtod(value, NULL);
		else if (!strcmp(word, "loss"))
			settings.loss = strtod(value, NULL);
		else if (!strcmp(word, "report"))
			settings.report = value;
		else if (!strcmp(word, "fault"))
			settings.fault = value;
		else if (!strcmp(word, "figures"))
			settings.figures = true;
		else if (!strcmp(word, "byteCode"))
			settings.byteCode = true;
		else if (!readNumber(word, value))
			die(EXIT_USAGE, "%s: unknown word %s", path, word);
		line = next + 1;
	}
}
