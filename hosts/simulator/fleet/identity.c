/*
 * Writes the device's number over the placeholder in place, which works because it is shorter. Only the pages written
 * become private to the device.
 */
#include "fleet/identity.h"

static const char placeholder[] = "{device}";

static txString* found;
static int count;

static void note(const txSlot* slot)
{
	if ((slot->kind != XS_STRING_KIND && slot->kind != XS_STRING_X_KIND) || !strstr(slot->value.string, placeholder))
		return;
	found = realloc(found, sizeof(*found) * (size_t)(count + 1));
	found[count++] = slot->value.string;
}

static void look(const txSlot* slot)
{
	note(slot);
	if (slot->kind != XS_ARRAY_KIND)
		return;
	txIndex items = fxGetIndexSize(NULL, (txSlot*)slot);
	for (const txSlot* item = slot->value.array.address; items--; item++)
		look(item);
}

void findPlaceholders(txMachine* root)
{
	for (const txSlot* heap = root->firstHeap; heap; heap = heap->next) {
		for (const txSlot* slot = heap + 1; slot < heap->value.reference; slot++)
			look(slot);
	}
}

void setIdentity(int number, int digits)
{
	char text[sizeof(placeholder)];
	int length = snprintf(text, sizeof(text), "%0*d", digits, number);
	for (int i = 0; i < count; i++) {
		char* at = found[i];
		while ((at = strstr(at, placeholder))) {
			memcpy(at, text, (size_t)length);
			memmove(at + length, at + sizeof(placeholder) - 1, strlen(at + sizeof(placeholder) - 1) + 1);
		}
	}
}
