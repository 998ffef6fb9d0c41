/*
 * embedded:io/socket/tcp with the same contract as on a chip. Events of the connection only set flags. The app is
 * told between its own turns, in the same order as on a chip: readable, writable, error.
 *
 * Some of this contract is not in the standard. Data is announced once, when it arrives. Once the end of a connection
 * was noticed, write() throws, even if received data is still to be read. Between the end and when it is noticed,
 * write() drops the data and returns undefined.
 */
#include "network/tcp.h"
#include "device/settings.h"
#include "memory/allocated-per-send.h"
#include "modules/host-objects.h"
#include "network/socket-list.h"
#include "network/tls-layer.h"
#include "window/window.h"

txNumber socketWrites, socketBytes;

static void markSocket(txMachine* the, void* data, txMarkRoot mark)
{
	Socket* it = data;
	(*mark)(the, &it->onReadable);
	(*mark)(the, &it->onWritable);
	(*mark)(the, &it->onError);
	(*mark)(the, &it->secure);
}

/* A socket is remembered until it is closed, so the garbage collector never frees an open one. */
static const txHostHooks socketHooks = { .marker = markSocket };

static bool takeNodelay(txMachine* the, txSlot* options)
{
	getOption(the, options, "nodelay");
	bool nodelay = the->stack->kind == XS_UNDEFINED_KIND || fxToBoolean(the, the->stack);
	mxPop();
	return nodelay;
}

static void takeAddress(txMachine* the, txSlot* options, Socket* parsed)
{
	getOption(the, options, "address");
	if (!mxIsStringPrimitive(the->stack) || !setAddress(parsed, the->stack->value.string))
		mxUnknownError("invalid address");
	mxPop();
	getOption(the, options, "port");
	txNumber port = fxToNumber(the, the->stack);
	if (!(port >= 0 && port <= 65535))
		mxRangeError("invalid port");
	parsed->port = (uint16_t)port;
	mxPop();
}

static void takeFormat(txMachine* the, txSlot* options)
{
	getOption(the, options, "format");
	if (the->stack->kind != XS_UNDEFINED_KIND && strcmp(fxToString(the, the->stack), "buffer"))
		mxRangeError("format: expected \"buffer\"");
	mxPop();
}

static void construct(txMachine* the, bool secure)
{
	Socket parsed = { 0 };
	if (!mxArgc || mxArgv(0)->kind != XS_REFERENCE_KIND)
		mxTypeError("expected options");
	txSlot* options = mxArgv(0);
	takeFormat(the, options);
	parsed.hasReadable = takeCallback(the, options, "onReadable", &parsed.onReadable);
	parsed.hasWritable = takeCallback(the, options, "onWritable", &parsed.onWritable);
	parsed.hasError = takeCallback(the, options, "onError", &parsed.onError);
	bool nodelay = takeNodelay(the, options);
	takeAddress(the, options, &parsed);
	if (secure) {
		mxTry(the) {
			takeSecure(the, options, &parsed);
		}
		mxCatch(the) {
			/* The socket will not be created, so nobody else would free this. */
			if (parsed.tls)
				secureFree(&parsed);
			fxJump(the);
		}
	}
	newInstance(the, &socketHooks, NULL);
	getOption(the, options, "target");
	if (the->stack->kind != XS_UNDEFINED_KIND) {
		mxPushSlot(mxResult);
		mxSetID(nameOf(the, "target"));
	}
	mxPop();

	/* The struct counts as C heap, because a chip needs it as well. The buffers belong to lwIP. */
	Socket* it = c_malloc(sizeof(Socket));
	*it = parsed;
	it->the = the;
	it->in = (Ring){ malloc(RECEIVE_BUFFER), RECEIVE_BUFFER, 0, 0 };
	it->out = (Ring){ malloc((size_t)settings.sendBuffer), settings.sendBuffer, 0, 0 };
	copySlot(&it->self, mxResult);
	mxResult->value.reference->next->value.host.data = it;
	fxRemember(the, &it->self);
	addSocket(it);
	if (it->failure) {
		it->watch.fd = -1;
		it->triggered |= ERROR;
	}
	else
		openSocket(it, nodelay);
}

static void TCP(txMachine* the)
{
	construct(the, false);
}

static void TLSSocket(txMachine* the)
{
	construct(the, true);
}

static Socket* thisSocket(txMachine* the)
{
	Socket* it = hostData(the, mxThis, &socketHooks);
	if (!it)
		mxUnknownError("closed");
	return it;
}

static void closeSocket(txMachine* the)
{
	Socket* it = hostData(the, mxThis, &socketHooks);
	if (!it)
		return;
	detachHostData(&it->self);
	fxForget(the, &it->self);
	it->closed = true;
	showEnd(it->number, NULL);
	it->triggered = 0;
	/* As in lwIP, what was written is still sent. */
	if (it->tls)
		secureClose(it);
	if (it->ready || it->error)
		flushSocket(it);
	else
		it->out.count = 0;
	finishSocket(it);
	it->triggered = 0;
	watchSocket(it);
}

static txByte* newBuffer(txMachine* the, txInteger count)
{
	fxArrayBuffer(the, mxResult, NULL, count, -1);
	return mxResult->value.reference->next->value.arrayBuffer.address;
}

/* Takes bytes that have been received. */
static void take(Socket* it, txByte* bytes, txInteger count)
{
	takeBytes(&it->in, bytes, count);
	if (it->tls)
		secureRead(it);
	if (!it->in.count && it->error)
		it->triggered |= ERROR;
	watchSocket(it);
}

static void readSocket(txMachine* the)
{
	Socket* it = thisSocket(the);
	txByte* bytes = NULL;
	txInteger count = it->in.count;
	if (!count)
		return;
	if (mxArgc && mxArgv(0)->kind == XS_REFERENCE_KIND)
		bytes = bytesOf(the, mxArgv(0), &count, true);
	else if (mxArgc && mxArgv(0)->kind != XS_UNDEFINED_KIND)
		count = fxToInteger(the, mxArgv(0));
	if (count <= 0 || count > it->in.count)
		mxUnknownError("read: %d bytes requested, %d available", count, it->in.count);
	if (bytes)
		fxInteger(the, mxResult, count);
	else
		bytes = newBuffer(the, count);
	take(it, bytes, count);
}

static int roomOf(const Socket* it)
{
	return it->tls ? secureRoom(it) : ringRoom(&it->out);
}

static void writeBytes(txMachine* the, Socket* it, const txByte* bytes, txInteger count)
{
	if (count > roomOf(it))
		mxUnknownError("write: would block (%d bytes, room for %d)", count, roomOf(it));
	if (it->tls)
		secureWrite(it, bytes, count);
	else
		putBytes(&it->out, bytes, count);
	noteSent(it, bytes, count);
	socketWrites++;
	socketBytes += count;
	noteSend(the);
	it->triggered |= OUTPUT;
	fxInteger(the, mxResult, roomOf(it));
}

/*
 * Throws before the connection is open. Returns false between the end of the connection and when it is noticed;
 * write() drops the data then.
 */
static bool canWrite(txMachine* the, const Socket* it)
{
	if (!it->ready)
		mxUnknownError("write: not ready");
	return it->watch.fd >= 0;
}

static void writeSocket(txMachine* the)
{
	Socket* it = thisSocket(the);
	txInteger count;
	if (!canWrite(the, it))
		return;
	if (!mxArgc)
		mxTypeError("expected a buffer");
	txByte* bytes = bytesOf(the, mxArgv(0), &count, false);
	writeBytes(the, it, bytes, count);
}

static void getRemoteAddress(txMachine* the)
{
	fxString(the, mxResult, thisSocket(the)->address);
}

static void getRemotePort(txMachine* the)
{
	fxInteger(the, mxResult, thisSocket(the)->port);
}

static void getFormat(txMachine* the)
{
	fxStringX(the, mxResult, "buffer");
}

static void tell(Socket* it, const txSlot* callback, txInteger value)
{
	txSlot argument = { .kind = XS_INTEGER_KIND, .value.integer = value };
	call(it->the, callback, &it->self, 1, &argument);
}

static void tellError(Socket* it)
{
	txSlot argument = { .kind = XS_STRING_X_KIND, .value.string = (txString)it->failure };
	call(it->the, &it->onError, &it->self, it->failure ? 1 : 0, &argument);
}

static void deliver(Socket* it)
{
	int triggered = it->triggered;
	it->triggered = 0;
	if (triggered & ERROR) {
		triggered &= ~(OUTPUT | WRITABLE);
		it->error = true;
		it->ready = false;
	}
	if (triggered & OUTPUT)
		flushSocket(it);
	if (triggered & SESSION)
		handOverSession(it);
	if (it->closed)
		return;
	if ((triggered & READABLE) && it->hasReadable && it->in.count)
		tell(it, &it->onReadable, it->in.count);
	if (it->closed)
		return;
	if (!it->error) {
		if ((triggered & WRITABLE) && it->ready && it->hasWritable)
			tell(it, &it->onWritable, roomOf(it));
	}
	else if (!it->in.count && !it->told) {
		it->told = true;
		if (it->hasError)
			tellError(it);
	}
}

void deliverSockets(void)
{
	for (Socket* it = sockets; it; it = it->next) {
		if (it->triggered && !it->closed) {
			deliver(it);
			watchSocket(it);
		}
	}
	sweepClosed();
}

/*
 * mote-mqtt/socket and mote-mqtt/tlssocket: the same, but write() always returns undefined once the connection has
 * failed.
 */
static void writeUnlessFailed(txMachine* the)
{
	if (!thisSocket(the)->error)
		writeSocket(the);
}

static txInteger offsetOf(txMachine* the, int index, txInteger most)
{
	const txSlot* slot = mxArgv(index);
	txNumber value = slot->kind == XS_INTEGER_KIND ? slot->value.integer : slot->kind == XS_NUMBER_KIND ? slot->value.number : -1;
	if (!(value >= 0 && value <= most && value == (txInteger)value))
		mxRangeError("out of bounds");
	return (txInteger)value;
}

/* Reads the arguments: a Uint8Array, an offset and a count. */
static txByte* part(txMachine* the, txInteger* count, bool writable)
{
	txInteger length;
	if (mxArgc < 3)
		mxTypeError("expected a Uint8Array, an offset and a count");
	txByte* bytes = bytesOf(the, mxArgv(0), &length, writable);
	txInteger at = offsetOf(the, 1, length);
	*count = offsetOf(the, 2, length - at);
	return bytes + at;
}

static void readInto(txMachine* the)
{
	txInteger count;
	txByte* bytes = part(the, &count, true);
	Socket* it = thisSocket(the);
	if (!count || !it->in.count)
		return;
	if (count > it->in.count)
		mxUnknownError("readInto: %d bytes requested, %d available", count, it->in.count);
	take(it, bytes, count);
	fxInteger(the, mxResult, count);
}

static void writeFrom(txMachine* the)
{
	txInteger count;
	txByte* bytes = part(the, &count, false);
	Socket* it = hostData(the, mxThis, &socketHooks);
	if (it && !it->error && canWrite(the, it))
		writeBytes(the, it, bytes, count);
}

static void addSafety(txMachine* root)
{
	addFunction(root, "write", writeUnlessFailed, 1);
	addFunction(root, "readInto", readInto, 3);
	addFunction(root, "writeFrom", writeFrom, 3);
}

static void addCommon(txMachine* root)
{
	addFunction(root, "close", closeSocket, 0);
	addFunction(root, "read", readSocket, 1);
	addGetter(root, "remoteAddress", getRemoteAddress);
	addGetter(root, "remotePort", getRemotePort);
	addGetter(root, "format", getFormat);
}

void buildTCP(txMachine* root)
{
	addCommon(root);
	addFunction(root, "write", writeSocket, 1);
	pushClass(root, "TCP", TCP);
}

void buildSafeTCP(txMachine* root)
{
	addCommon(root);
	addSafety(root);
	pushClass(root, "TCP", TCP);
}

void buildTLSSocket(txMachine* root)
{
	addCommon(root);
	addSafety(root);
	pushClass(root, "TLSSocket", TLSSocket);
}
