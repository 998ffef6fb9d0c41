/*
 * The SDK's class Resource: files listed in the manifest, in flash. An instance is a read-only buffer. `new
 * Uint8Array(resource)` is a view and copies nothing.
 */
#include "modules/resource.h"
#include "modules/host-objects.h"

typedef struct resource {
	struct resource* next;
	const char* name;
	char* bytes;
	size_t length;
} Resource;

static Resource* resources;

void addResource(const char* name, char* bytes, size_t length)
{
	Resource* resource = calloc(1, sizeof(Resource));
	*resource = (Resource){ resources, name, bytes, length };
	resources = resource;
}

static const txHostHooks resourceHooks = { .destructor = NULL };

static const Resource* findResource(txMachine* the)
{
	char name[C_PATH_MAX];
	if (!mxArgc)
		mxTypeError("expected a name");
	fxToStringBuffer(the, mxArgv(0), name, sizeof(name));
	for (const Resource* resource = resources; resource; resource = resource->next) {
		if (!strcmp(resource->name, name))
			return resource;
	}
	return NULL;
}

static void construct(txMachine* the)
{
	const Resource* resource = findResource(the);
	if (!resource)
		mxURIError("no manifest lists the resource \"%s\"", fxToString(the, mxArgv(0)));
	newInstance(the, &resourceHooks, NULL);
	fxSetHostBuffer(the, mxResult, resource->bytes, (txSize)resource->length);
	fxPetrifyHostBuffer(the, mxResult);
}

static void exists(txMachine* the)
{
	fxBoolean(the, mxResult, findResource(the) != NULL);
}

static const txByte* bytesOfThis(txMachine* the, txInteger* length)
{
	if (!hostData(the, mxThis, &resourceHooks))
		mxTypeError("expected a Resource");
	return bytesOf(the, mxThis, length, false);
}

static void getByteLength(txMachine* the)
{
	txInteger length;
	bytesOfThis(the, &length);
	fxInteger(the, mxResult, length);
}

/* Returns a copy, as the SDK does. A negative offset counts as 0. */
static void slice(txMachine* the)
{
	txInteger length;
	const txByte* bytes = bytesOfThis(the, &length);
	txInteger start = mxArgc > 0 ? fxToInteger(the, mxArgv(0)) : 0;
	txInteger end = mxArgc > 1 ? fxToInteger(the, mxArgv(1)) : length;
	if (start < 0)
		start = 0;
	if (end > length)
		end = length;
	if (end < start)
		end = start;
	fxArrayBuffer(the, mxResult, (void*)(bytes + start), end - start, -1);
}

void buildResource(txMachine* root)
{
	addFunction(root, "slice", slice, 2);
	addGetter(root, "byteLength", getByteLength);
	pushClass(root, "Resource", construct);
	addFunction(root, "exists", exists, 1);
}
