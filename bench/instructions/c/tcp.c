/*
 * "embedded:io/socket/tcp" without a network: ECMA-419's TCP class in C, which takes its arguments as a chip's does.
 * write() always has the room of an ESP8266. feed(bytes) delivers bytes at once and calls onReadable; puback(code)
 * delivers the PUBACK of the last PUBLISH, in a WebSocket frame if the client writes frames. request() returns the
 * last HTTP request that was written.
 */
#include "machine.h"
#include "network/tcp.h"

enum { ROOM = 1072, SIZE = 2048 };

typedef struct {
	txMachine* the;
	txSlot self, onReadable, onWritable, onError;
	bool numbers;
	bool frames;
	txByte identifier[2];
	char request[512];
	int start, count;
	txByte bytes[SIZE];
} Socket;

txInteger bytesWritten;

static Socket* last;

/* declared here, because xsmc.h cannot be included together with the engine's own headers */
extern txInteger _xsmcGetBuffer(txMachine* the, txSlot* slot, void** data, txUnsigned* count, txBoolean writable);

static void mark(txMachine* the, void* data, txMarkRoot markRoot)
{
	Socket* it = data;
	(*markRoot)(the, &it->onReadable);
	(*markRoot)(the, &it->onWritable);
	(*markRoot)(the, &it->onError);
}

static const txHostHooks hooks = { NULL, mark, NULL };

txSlot* lastSocket(void)
{
	return &last->self;
}

static void construct(txMachine* the)
{
	txSlot* options = mxArgv(0);
	Socket* it = calloc(1, sizeof(Socket));
	it->the = the;
	takeCallback(the, options, "onReadable", &it->onReadable);
	takeCallback(the, options, "onWritable", &it->onWritable);
	takeCallback(the, options, "onError", &it->onError);
	newInstance(the, &hooks, it);
	getOption(the, options, "target");
	if (the->stack->kind != XS_UNDEFINED_KIND) {
		mxPushSlot(mxResult);
		mxSetID(nameOf(the, "target"));
	}
	mxPop();
	copySlot(&it->self, mxResult);
	fxRemember(the, &it->self);
	last = it;
}

static Socket* mine(txMachine* the)
{
	Socket* it = hostData(the, mxThis, &hooks);
	if (!it)
		mxUnknownError("closed");
	return it;
}

static void closeSocket(txMachine* the)
{
	Socket* it = hostData(the, mxThis, &hooks);
	if (!it)
		return;
	detachHostData(&it->self);
	fxForget(the, &it->self);
	if (last == it)
		last = NULL;
	free(it);
}

/* Under their names in the SDK, because the C code of a device's modules calls them. */
void xs_tcp_read(txMachine* the)
{
	Socket* it = mine(the);
	txUnsigned count = (txUnsigned)it->count;
	void* bytes;
	if (!count)
		return;
	if (it->numbers) {
		fxInteger(the, mxResult, (txU1)it->bytes[it->start++]);
		it->count--;
		return;
	}
	if (mxArgc && mxArgv(0)->kind == XS_REFERENCE_KIND) {
		_xsmcGetBuffer(the, mxArgv(0), &bytes, &count, true);
		fxInteger(the, mxResult, (txInteger)count);
	}
	else {
		if (mxArgc && mxArgv(0)->kind != XS_UNDEFINED_KIND)
			count = (txUnsigned)fxToInteger(the, mxArgv(0));
		fxArrayBuffer(the, mxResult, NULL, (txInteger)count, -1);
		bytes = mxResult->value.reference->next->value.arrayBuffer.address;
	}
	if (!count || count > (txUnsigned)it->count)
		mxUnknownError("invalid");
	memmove(bytes, it->bytes + it->start, count);
	it->start += (int)count;
	it->count -= (int)count;
}

static void noteFrame(Socket* it, const txByte* frame, txUnsigned count)
{
	const txU1 *key = (const txU1*)frame + 2, *bytes = key + 4;
	it->frames = true;
	if (count <= 14 || ((bytes[0] ^ key[0]) & 0xf0) != 0x30 || !((bytes[0] ^ key[0]) & 6))
		return;
	int at = 4 + ((bytes[2] ^ key[2]) << 8 | (bytes[3] ^ key[3]));
	it->identifier[0] = bytes[at] ^ key[at & 3];
	it->identifier[1] = bytes[at + 1] ^ key[(at + 1) & 3];
}

static void noteRequest(Socket* it, const txByte* bytes, txUnsigned count)
{
	if (count >= sizeof(it->request))
		return;
	memcpy(it->request, bytes, count);
	it->request[count] = 0;
}

static void notePublish(Socket* it, const txByte* bytes, txUnsigned count)
{
	if (count <= 8 || (bytes[0] & 0xf0) != 0x30 || !(bytes[0] & 6)) {
		if ((txU1)bytes[0] == 0x82)
			noteFrame(it, bytes, count);
		else if (bytes[0] == 'G')
			noteRequest(it, bytes, count);
		return;
	}
	int topic = bytes[1] & 0x80 ? 3 : 2;
	int at = topic + 2 + ((txU1)bytes[topic] << 8 | (txU1)bytes[topic + 1]);
	it->identifier[0] = bytes[at];
	it->identifier[1] = bytes[at + 1];
}

static void request(txMachine* the)
{
	fxString(the, mxResult, mine(the)->request);
}

void xs_tcp_write(txMachine* the)
{
	Socket* it = mine(the);
	txUnsigned count;
	void* bytes;
	_xsmcGetBuffer(the, mxArgv(0), &bytes, &count, false);
	if (count > ROOM)
		mxUnknownError("would block");
	notePublish(it, bytes, count);
	bytesWritten += (txInteger)count;
	fxInteger(the, mxResult, ROOM);
}

static void tell(Socket* it, const txSlot* callback, txInteger value)
{
	txSlot argument = { .kind = XS_INTEGER_KIND, .value.integer = value };
	call(it->the, callback, &it->self, 1, &argument);
}

static void arrive(Socket* it, const void* bytes, txUnsigned count)
{
	if (!it->count)
		it->start = 0;
	if (it->start + it->count + (int)count > SIZE)
		die(EXIT_APP, "data that the client has not read fills the socket");
	memcpy(it->bytes + it->start + it->count, bytes, count);
	it->count += (int)count;
	tell(it, &it->onReadable, it->count);
}

static void feed(txMachine* the)
{
	txUnsigned count;
	void* bytes;
	_xsmcGetBuffer(the, mxArgv(0), &bytes, &count, false);
	arrive(mine(the), bytes, count);
}

static void puback(txMachine* the)
{
	Socket* it = mine(the);
	txByte code = mxArgc ? (txByte)fxToInteger(the, mxArgv(0)) : 0;
	txByte length = code ? 3 : 2;
	txByte bytes[7] = { (txByte)0x82, length + 2, 0x40, length, it->identifier[0], it->identifier[1], code };
	if (it->frames)
		arrive(it, bytes, length + 4);
	else
		arrive(it, bytes + 2, length + 2);
}

static void ready(txMachine* the)
{
	tell(mine(the), &mine(the)->onWritable, ROOM);
}

static void fail(txMachine* the)
{
	Socket* it = mine(the);
	call(the, &it->onError, &it->self, 0, NULL);
}

static void getFormat(txMachine* the)
{
	fxStringX(the, mxResult, mine(the)->numbers ? "number" : "buffer");
}

static void setFormat(txMachine* the)
{
	mine(the)->numbers = !strcmp(fxToString(the, mxArgv(0)), "number");
}

static void build(txMachine* root)
{
	txMachine* the = root;
	addFunction(root, "close", closeSocket, 0);
	addFunction(root, "read", xs_tcp_read, 1);
	addFunction(root, "write", xs_tcp_write, 1);
	addFunction(root, "feed", feed, 1);
	addFunction(root, "puback", puback, 1);
	addFunction(root, "request", request, 0);
	addFunction(root, "ready", ready, 0);
	addFunction(root, "fail", fail, 0);
	txSlot* end = fxLastProperty(the, the->stack->value.reference);
	fxNextHostAccessorProperty(the, end, getFormat, setFormat, nameOf(the, "format"), XS_DONT_ENUM_FLAG);
	pushClass(root, "TCP", construct);
}

void buildTCP(txMachine* root)
{
	build(root);
}

/* The simulator's tables refer to it. "mote-mqtt/socket" is the device's module here. */
void buildSafeTCP(txMachine* root)
{
	build(root);
}
