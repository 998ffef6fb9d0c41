/*
 * Reads the state of clients directly from the device's memory, without running any code of the app or the client,
 * and without allocating. A client is recognized by properties that no other object has.
 */
#include "window/client-state.h"

static txSlot* property(txMachine* the, const txSlot* instance, char* name)
{
	txID id = fxFindName(the, name);
	if (id == XS_NO_ID)
		return NULL;
	for (txSlot* it = instance->next; it; it = it->next) {
		if (it->ID == id)
			return it;
	}
	return NULL;
}

static txSlot* object(txMachine* the, const txSlot* instance, char* name)
{
	txSlot* it = property(the, instance, name);
	return it && it->kind == XS_REFERENCE_KIND ? it->value.reference : NULL;
}

static int integer(txMachine* the, const txSlot* instance, char* name)
{
	txSlot* it = property(the, instance, name);
	return !it ? 0 : it->kind == XS_INTEGER_KIND ? it->value.integer : it->kind == XS_NUMBER_KIND ? (int)it->value.number : 0;
}

/* Control characters and characters that would need escapes in JSON are replaced. */
static void putText(txMachine* the, const txSlot* instance, char* name, FILE* to)
{
	txSlot* it = property(the, instance, name);
	const char* text = it && (it->kind == XS_STRING_KIND || it->kind == XS_STRING_X_KIND) ? it->value.string : "";
	fprintf(to, "\"%s\": \"", name);
	for (; *text; text++)
		fputc(*text < ' ' || *text == '"' || *text == '\\' || *text == 127 ? '?' : *text, to);
	fputs("\"", to);
}

static void putBytes(const txSlot* typedArray, int count, FILE* to)
{
	const txSlot* view = typedArray->next ? typedArray->next->next : NULL;
	const txSlot* buffer = view ? view->next : NULL;
	if (!buffer || view->kind != XS_DATA_VIEW_KIND || buffer->kind != XS_REFERENCE_KIND)
		return;
	const txByte* bytes = buffer->value.reference->next->value.arrayBuffer.address + view->value.dataView.offset;
	for (int i = 0; i < count; i++)
		fprintf(to, "%02x", (txU1)bytes[i]);
}

static bool putClient(txMachine* the, const txSlot* instance, const char* separator, FILE* to)
{
	const txSlot* connection = property(the, instance, "connectPacket") ? object(the, instance, "connection") : NULL;
	const txSlot* session = connection ? object(the, connection, "session") : NULL;
	const txSlot* bytes = session ? object(the, session, "bytes") : NULL;
	if (!bytes)
		return false;
	fprintf(to, "%s{", separator);
	putText(the, instance, "host", to);
	static char* const ofClient[] = { "port", "state", "failures" };
	for (size_t i = 0; i < sizeof(ofClient) / sizeof(*ofClient); i++)
		fprintf(to, ", \"%s\": %d", ofClient[i], integer(the, instance, ofClient[i]));
	static char* const ofConnection[] = { "phase", "room" };
	for (size_t i = 0; i < sizeof(ofConnection) / sizeof(*ofConnection); i++)
		fprintf(to, ", \"%s\": %d", ofConnection[i], integer(the, connection, ofConnection[i]));
	static char* const ofSession[] = { "used", "sent", "header", "capacity" };
	for (size_t i = 0; i < sizeof(ofSession) / sizeof(*ofSession); i++)
		fprintf(to, ", \"%s\": %d", ofSession[i], integer(the, session, ofSession[i]));
	fputs(", \"records\": \"", to);
	putBytes(bytes, integer(the, session, "used"), to);
	fputs("\"}", to);
	return true;
}

void putClients(txMachine* the, FILE* to)
{
	const char* separator = "";
	fputs("[", to);
	for (txSlot* heap = the->firstHeap; heap; heap = heap->next) {
		for (txSlot* slot = heap + 1; slot < heap->value.reference; slot++) {
			if (slot->kind == XS_INSTANCE_KIND && putClient(the, slot, separator, to))
				separator = ", ";
		}
	}
	fputs("]", to);
}
