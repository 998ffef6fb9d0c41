/* Helpers for classes in C: properties and host data, options and callbacks, bytes of buffers. */
#include "modules/host-objects.h"
#include "errors/exception.h"

txID nameOf(txMachine* the, const char* name)
{
	return fxNewNameC(the, (txString)name);
}

void addFunction(txMachine* the, const char* name, txCallback callback, txInteger length)
{
	txSlot* last = fxLastProperty(the, the->stack->value.reference);
	fxNextHostFunctionProperty(the, last, callback, length, nameOf(the, name), XS_DONT_ENUM_FLAG);
}

void addGetter(txMachine* the, const char* name, txCallback callback)
{
	txSlot* last = fxLastProperty(the, the->stack->value.reference);
	fxNextHostAccessorProperty(the, last, callback, NULL, nameOf(the, name), XS_DONT_ENUM_FLAG);
}

/* Replaces the prototype on the stack by the class. */
void pushClass(txMachine* the, const char* name, txCallback constructor)
{
	fxNewHostConstructor(the, constructor, 1, nameOf(the, name));
}

txSlot* newInstance(txMachine* the, const txHostHooks* hooks, void* data)
{
	if (mxTarget->kind != XS_REFERENCE_KIND)
		mxTypeError("call without new");
	mxPushSlot(mxTarget);
	fxGetPrototypeFromConstructor(the, &mxObjectPrototype);
	txSlot* instance = fxNewObjectInstance(the);
	txSlot* host = instance->next = fxNewSlot(the);
	host->flag = XS_INTERNAL_FLAG | XS_HOST_HOOKS_FLAG;
	host->kind = XS_HOST_KIND;
	host->value.host.data = data;
	host->value.host.variant.hooks = (txHostHooks*)hooks;
	mxPullSlot(mxResult);
	return instance;
}

/* Returns null for another kind of object, or if it was closed. */
void* hostData(txMachine* the, txSlot* slot, const txHostHooks* hooks)
{
	(void)the;
	if (slot->kind != XS_REFERENCE_KIND)
		return NULL;
	txSlot* host = slot->value.reference->next;
	if (!host || host->kind != XS_HOST_KIND || !(host->flag & XS_HOST_HOOKS_FLAG) || host->value.host.variant.hooks != hooks)
		return NULL;
	return host->value.host.data;
}

void detachHostData(txSlot* slot)
{
	slot->value.reference->next->value.host.data = NULL;
}

/* Pushes the value. */
void getOption(txMachine* the, txSlot* options, const char* name)
{
	mxPushSlot(options);
	mxGetID(nameOf(the, name));
}

bool takeCallback(txMachine* the, txSlot* options, const char* name, txSlot* callback)
{
	bool given;
	getOption(the, options, name);
	given = the->stack->kind != XS_UNDEFINED_KIND;
	if (given && !fxIsCallable(the, the->stack))
		mxTypeError("%s: expected a function", name);
	copySlot(callback, the->stack);
	mxPop();
	return given;
}

void copySlot(txSlot* to, const txSlot* from)
{
	memset(to, 0, sizeof(*to));
	to->ID = XS_NO_ID;
	to->kind = from->kind;
	to->value = from->value;
}

/* An exception in a callback has no handler. On a chip it ends the machine. */
void call(txMachine* the, const txSlot* function, const txSlot* self, txInteger count, const txSlot* arguments)
{
	fxBeginHost(the);
	{
		mxTry(the) {
			mxPushSlot((txSlot*)self);
			mxPushSlot((txSlot*)function);
			mxCall();
			for (txInteger i = 0; i < count; i++)
				mxPushSlot((txSlot*)&arguments[i]);
			mxRunCount(count);
			mxPop();
		}
		mxCatch(the) {
			dieOfException(the, NULL);
		}
	}
	fxEndHost(the);
}

/* A resource is a host object with its address in the same place as an ArrayBuffer's. */
static bool isBuffer(const txSlot* slot)
{
	bool known = slot->kind == XS_ARRAY_BUFFER_KIND || slot->kind == XS_HOST_KIND;
	return known && slot->value.arrayBuffer.address && slot->next && slot->next->kind == XS_BUFFER_INFO_KIND;
}

/*
 * The bytes of an ArrayBuffer, a resource, or a view. `length` is the current length, which may change for a view
 * that tracks its buffer.
 */
txByte* bytesOf(txMachine* the, txSlot* slot, txInteger* length, bool writable)
{
	txSlot *internal = slot->kind == XS_REFERENCE_KIND ? slot->value.reference->next : NULL, *buffer, *view = NULL;
	if (!internal || !(internal->flag & XS_INTERNAL_FLAG))
		mxTypeError("expected a buffer");
	if (internal->kind == XS_TYPED_ARRAY_KIND)
		view = internal->next;
	else if (internal->kind == XS_DATA_VIEW_KIND)
		view = internal;
	buffer = view ? view->next->value.reference->next : internal;
	if (!isBuffer(buffer))
		mxTypeError("expected a buffer");
	if (writable && (buffer->flag & XS_DONT_SET_FLAG))
		mxTypeError("read-only buffer");
	*length = view ? fxGetDataViewSize(the, view, view->next) : buffer->next->value.bufferInfo.length;
	return buffer->value.arrayBuffer.address + (view ? view->value.dataView.offset : 0);
}
