/*
 * mote-mqtt/socket. Hot path. The SDK's functions for TCP are called as what they are, functions in C, in the place of ours: by way of the engine, the
 * call alone would cost as much as the rest. They take a buffer; here that is a window: a host object that stands for bytes anywhere
 * in memory, one for each socket, made with it. So nothing is allocated. Where a typed array's bytes lie may change whenever something is
 * allocated: the window is opened right before the call, and closed after it.
 */
#include "../native/offsets.h"
#include "mc.xs.h"
#include <stdbool.h>

/* Of the SDK's embedded:io/socket/tcp, on every platform. */
extern void xs_tcp_read(xsMachine* the);
extern void xs_tcp_write(xsMachine* the);

void xs_mote_socket_new_window(xsMachine* the)
{
	xsResult = xsNewHostObject(NULL);
	xsmcSetHostBuffer(xsResult, NULL, 0);
}

/* onError follows. */
static void writeUnlessFailed(xsMachine* the)
{
	xsTry {
		xs_tcp_write(the);
	}
	xsCatch {
		xsmcSetUndefined(xsResult);
	}
}

void xs_mote_socket_write(xsMachine* the)
{
	if (!xsmcArgc)
		xsTypeError("write: expected bytes");
	writeUnlessFailed(the);
}

/* Puts a window on what the arguments say, which are bytes, at, count, in place of the bytes. Returns `count`. */
static xsUnsignedValue openWindow(xsMachine* the, xsBooleanValue writable)
{
	void* bytes;
	xsUnsignedValue at, count, size;
	if (xsmcArgc < 3)
		xsTypeError("expected bytes, at, count");
	if (writable)
		xsmcGetBufferWritable(xsArg(0), &bytes, &size);
	else
		xsmcGetBufferReadable(xsArg(0), &bytes, &size);
	at = toOffset(the, &xsArg(1), size);
	count = toOffset(the, &xsArg(2), size - at);
	xsmcGet(xsArg(0), xsThis, xsID_window);
	xsmcSetHostBuffer(xsArg(0), (uint8_t*)bytes + at, count);
	return count;
}

static void closeWindow(xsMachine* the)
{
	xsmcSetHostBuffer(xsArg(0), NULL, 0);
}

void xs_mote_socket_read_into(xsMachine* the)
{
	if (!openWindow(the, true))
		return;
	xsTry {
		xs_tcp_read(the);
	}
	xsCatch {
		closeWindow(the);
		xsThrow(xsException);
	}
	closeWindow(the);
}

void xs_mote_socket_write_from(xsMachine* the)
{
	openWindow(the, false);
	writeUnlessFailed(the);
	closeWindow(the);
}
