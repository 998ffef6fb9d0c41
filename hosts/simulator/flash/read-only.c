/*
 * Makes flash read-only. Ordinary objects may still change, because the engine copies a changed object to the device.
 * Objects that the engine cannot copy become read-only: functions and the prototypes of classes, buffers and views,
 * collections, promises, scopes. The built-ins are frozen as well, as on a chip.
 */
#include "flash/read-only.h"

typedef void (*Visitor)(txMachine* root, txSlot* slot);

static void visitHeap(txMachine* root, Visitor visit)
{
	for (txSlot* heap = root->firstHeap; heap; heap = heap->next) {
		for (txSlot* slot = heap + 1; slot < heap->value.reference; slot++)
			visit(root, slot);
	}
}

static void freezeInstance(txSlot* instance)
{
	for (txSlot* property = instance->next; property; property = property->next) {
		if (property->kind != XS_ACCESSOR_KIND)
			property->flag |= XS_DONT_SET_FLAG;
		property->flag |= XS_DONT_DELETE_FLAG;
		if (property->kind == XS_ARRAY_KIND) {
			txIndex count = fxGetIndexSize(NULL, property);
			for (txSlot* item = property->value.array.address; count--; item++) {
				if (item->kind != XS_ACCESSOR_KIND)
					item->flag |= XS_DONT_SET_FLAG;
				item->flag |= XS_DONT_DELETE_FLAG;
			}
		}
	}
	instance->flag |= XS_DONT_PATCH_FLAG;
}

static bool isFunction(const txSlot* internal)
{
	return internal && (internal->kind == XS_CALLBACK_KIND || internal->kind == XS_CALLBACK_X_KIND
		|| internal->kind == XS_CODE_KIND || internal->kind == XS_CODE_X_KIND);
}

static void freezeFunction(txSlot* function)
{
	freezeInstance(function);
	if (!(function->flag & XS_CAN_CONSTRUCT_FLAG))
		return;
	for (txSlot* property = function->next; property; property = property->next) {
		if (property->ID == mxID(_prototype) && property->kind == XS_REFERENCE_KIND)
			freezeInstance(property->value.reference);
	}
}

static void freezeWhatCannotBeCopied(txMachine* root, txSlot* slot)
{
	(void)root;
	if (slot->kind == XS_CLOSURE_KIND) {
		/* A binding that holds a function must be as constant as the function. */
		txSlot* variable = slot->value.closure;
		if (variable && variable->kind == XS_REFERENCE_KIND && isFunction(variable->value.reference->next))
			variable->flag |= XS_DONT_SET_FLAG;
		return;
	}
	if (slot->kind != XS_INSTANCE_KIND || !slot->next || !(slot->next->flag & XS_INTERNAL_FLAG))
		return;
	if (slot->next->ID == XS_ENVIRONMENT_BEHAVIOR) {
		freezeInstance(slot);
		return;
	}
	switch (slot->next->kind) {
	case XS_CALLBACK_KIND:
	case XS_CALLBACK_X_KIND:
	case XS_CODE_KIND:
	case XS_CODE_X_KIND:
		freezeFunction(slot);
		break;
	case XS_PROMISE_KIND:
		freezeInstance(slot);
		if (slot->next->next && slot->next->next->kind == XS_REFERENCE_KIND)
			freezeInstance(slot->next->next->value.reference); /* the reactions that wait for it */
		break;
	case XS_ARRAY_BUFFER_KIND:
	case XS_DATA_VIEW_KIND:
	case XS_TYPED_ARRAY_KIND:
	case XS_MAP_KIND:
	case XS_SET_KIND:
	case XS_WEAK_MAP_KIND:
	case XS_WEAK_SET_KIND:
	case XS_WEAK_REF_KIND:
	case XS_CLOSURE_KIND: /* finalization registry */
	case XS_PROXY_KIND:
	case XS_REGEXP_KIND:
		freezeInstance(slot);
		break;
	}
}

void freezeHeap(txMachine* the)
{
	for (int i = 0; i < mxStackIndexCount; i++) {
		txSlot* slot = the->stackTop - 1 - i;
		bool ofTheMachine = i <= mxInstanceInspectorsStackIndex;
		if (!ofTheMachine && slot->kind == XS_REFERENCE_KIND)
			freezeInstance(slot->value.reference);
	}
	visitHeap(the, freezeWhatCannotBeCopied);
}

/*
 * The device's garbage collector moves the chunks of its slots. It must not move chunks in flash, so their slots get
 * the kinds that mark such chunks and keep the mark when a slot is copied to the device.
 */
static void petrify(txMachine* root, txSlot* slot)
{
	txIndex count;
	(void)root;
	switch (slot->kind) {
	case XS_STRING_KIND:
		slot->kind = XS_STRING_X_KIND;
		break;
	case XS_KEY_KIND:
		slot->kind = XS_KEY_X_KIND;
		break;
	case XS_CODE_KIND:
		slot->kind = XS_CODE_X_KIND;
		break;
	case XS_BIGINT_KIND:
		slot->kind = XS_BIGINT_X_KIND;
		break;
	case XS_ARRAY_KIND:
		count = fxGetIndexSize(NULL, slot);
		for (txSlot* item = slot->value.array.address; count--; item++)
			petrify(root, item);
		break;
	}
}

void petrifyHeap(txMachine* root)
{
	visitHeap(root, petrify);
	for (txSlot* slot = root->stack; slot < root->stackTop; slot++)
		petrify(root, slot);
}
