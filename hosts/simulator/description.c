/*
 * What the launcher asks for: lines of `word value ...`, separated by tabs so that paths may have spaces. The text of a module that
 * has no file (the merged config) follows its line.
 */
#include "device.h"
#include <errno.h>

Description description;

static char* readWhole(const char* path, size_t* length)
{
	size_t size = 0, room = 65536;
	bool descriptor = strspn(path, "0123456789") == strlen(path); /* the launcher's: a pipe has no name to open */
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

Module* findModule(const char* specifier)
{
	for (Module* module = description.modules; module; module = module->next) {
		if (!strcmp(module->specifier, specifier))
			return module;
	}
	return NULL;
}

static void addModule(Module* module)
{
	Module** end = &description.modules;
	while (*end)
		end = &(*end)->next;
	*end = module;
}

static void addResource(const char* name, const char* path)
{
	Resource* resource = calloc(1, sizeof(Resource));
	resource->name = name;
	resource->bytes = readWhole(path, &resource->length);
	resource->next = description.resources;
	description.resources = resource;
}

static bool readNumber(const char* word, const char* value)
{
	const struct {
		const char* word;
		txSize* into;
	} numbers[] = {
		{ "static", &description.staticBytes },
		{ "chunk.initial", &description.creation.initialChunkSize },
		{ "chunk.incremental", &description.creation.incrementalChunkSize },
		{ "heap.initial", &description.creation.initialHeapCount },
		{ "heap.incremental", &description.creation.incrementalHeapCount },
		{ "stack", &description.creation.stackCount },
		{ "keys.initial", &description.creation.initialKeyCount },
		{ "keys.incremental", &description.creation.incrementalKeyCount },
		{ "sendBuffer", &description.sendBuffer },
	};
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		if (!strcmp(word, numbers[i].word)) {
			*numbers[i].into = (txSize)strtol(value, NULL, 10);
			return true;
		}
	}
	return false;
}

void readDescription(const char* path)
{
	size_t length;
	char* line = readWhole(path, &length);
	char* end = line + length;
	while (line < end) {
		char* next = strchr(line, '\n');
		char* word = strsep(&line, "\t\n");
		char* value = next && line <= next ? strsep(&line, "\t\n") : "";
		if (!next)
			die(EXIT_USAGE, "%s: cut short", path);
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
		else if (!strcmp(word, "resource"))
			addResource(value, strsep(&line, "\t\n"));
		else if (!strcmp(word, "main"))
			description.main = value;
		else if (!strcmp(word, "firstTick"))
			description.firstTick = (txU4)strtoul(value, NULL, 10);
		else if (!strcmp(word, "report"))
			description.report = true;
		else if (!strcmp(word, "byteCode"))
			description.byteCode = true;
		else if (!readNumber(word, value))
			die(EXIT_USAGE, "%s: unknown word %s", path, word);
		line = next + 1;
	}
}
