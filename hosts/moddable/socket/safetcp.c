/*
 * Hot path. The C code of mote-mqtt/socket. It calls the SDK's TCP functions directly, because a call through the
 * engine would cost as much as the rest. These functions take a buffer. Here that is a window: a host object, one for
 * each socket, that can refer to bytes anywhere in memory, so nothing is allocated. An allocation may move a typed
 * array's bytes, so the window is set right before each call and cleared after it.
 */
#include "../native/offsets.h"
#include "mc.xs.h"
#include <stdbool.h>
#ifdef __ets__
#include "lwip/tcp.h"
#endif

/* Functions of the SDK's embedded:io/socket/tcp, on every platform. */
extern void xs_tcp_read(xsMachine* the);
extern void xs_tcp_write(xsMachine* the);

void xs_mote_socket_new_window(xsMachine* the)
{
	xsResult = xsNewHostObject(NULL);
	xsmcSetHostBuffer(xsResult, NULL, 0);
}

#ifdef __ets__
/*
 * Limits the room that xs_tcp_write has returned. lwIP holds at most TCP_SND_QUEUELEN segments until they are
 * acknowledged, and the writes of each turn make at least one. If there are more, xs_tcp_write ends the connection.
 * One segment stays free. The SDK's record of a socket begins with lwIP's.
 */
static void limitRoom(xsMachine* the)
{
	struct tcp_pcb** record = xsmcGetHostData(xsThis);
	if (!record || !*record || (*record)->callback_arg != record || xsmcTypeOf(xsResult) != xsIntegerType)
		return;
	int segments = TCP_SND_QUEUELEN - (*record)->snd_queuelen - 1;
	int most = segments > 0 ? segments * TCP_MSS : 0;
	if (xsmcToInteger(xsResult) > most)
		xsmcSetInteger(xsResult, most);
}
#else
#define limitRoom(THE)
#endif

/* On a failure returns undefined. onError follows. */
static void writeUnlessFailed(xsMachine* the)
{
	xsTry {
		xs_tcp_write(the);
		limitRoom(the);
	}
	xsCatch {
		xsmcSetUndefined(xsResult);
	}
}

void xs_mote_socket_write(xsMachine* the)
{
	if (!xsmcArgc)
		xsTypeError("write: expected a Uint8Array");
	writeUnlessFailed(the);
}

/* Replaces the first argument (a Uint8Array) by a window on bytes[at, at + count). Returns `count`. */
static xsUnsignedValue openWindow(xsMachine* the, xsBooleanValue writable)
{
	void* bytes;
	xsUnsignedValue at, count, size;
	if (xsmcArgc < 3)
		xsTypeError("expected a Uint8Array, an offset and a count");
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
