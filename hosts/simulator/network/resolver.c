/*
 * Names to addresses. The system is asked in a child process, since it has no way to ask that does not block; the answer is four
 * bytes in a pipe, or none.
 */
#include "network/resolver.h"
#include "device/watch.h"
#include "errors/exception.h"
#include "modules/host-objects.h"
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/wait.h>

typedef struct request {
	struct request* next;
	struct resolver* resolver;
	Watch watch;
	pid_t child; /* 0: the name is an address */
	bool done, found;
	struct in_addr address;
	txSlot host, onResolved, onError;
} Request;

typedef struct resolver {
	struct resolver* next;
	txMachine* the;
	txSlot self;
	Request* requests;
} Resolver;

static Resolver* resolvers;

static void visit(txMachine* the, Resolver* resolver, txMarkRoot visitor)
{
	for (Request* request = resolver->requests; request; request = request->next) {
		(*visitor)(the, &request->host);
		(*visitor)(the, &request->onResolved);
		(*visitor)(the, &request->onError);
	}
}

static void markResolver(txMachine* the, void* data, txMarkRoot mark)
{
	visit(the, data, mark);
}

static void sweepResolver(txMachine* the, void* data, txSweepRoot sweep)
{
	visit(the, data, sweep);
}

static void stopRequest(Request* request)
{
	if (request->child) {
		removeWatch(&request->watch);
		close(request->watch.fd);
		kill(request->child, SIGKILL);
		waitpid(request->child, NULL, 0);
	}
	c_free(request);
}

static void discardResolver(void* data)
{
	Resolver* resolver = data;
	if (!resolver)
		return;
	Resolver** link = &resolvers;
	while (*link != resolver)
		link = &(*link)->next;
	*link = resolver->next;
	while (resolver->requests) {
		Request* request = resolver->requests;
		resolver->requests = request->next;
		stopRequest(request);
	}
	c_free(resolver);
}

static const txHostHooks resolverHooks = { discardResolver, markResolver, sweepResolver };

static void NetworkResolver(txMachine* the)
{
	newInstance(the, &resolverHooks, NULL);
	Resolver* resolver = c_calloc(1, sizeof(Resolver));
	resolver->the = the;
	copySlot(&resolver->self, mxResult);
	mxResult->value.reference->next->value.host.data = resolver;
	resolver->next = resolvers;
	resolvers = resolver;
}

static void Resolver_(txMachine* the)
{
	if (!mxArgc)
		mxTypeError("no options");
	getOption(the, mxArgv(0), "servers");
	if (the->stack->kind != XS_REFERENCE_KIND)
		mxTypeError("servers is no array");
	mxPop();
	NetworkResolver(the);
}

static void answer(Watch* watch, short events)
{
	Request* request = (Request*)((char*)watch - offsetof(Request, watch));
	(void)events;
	request->found = read(watch->fd, &request->address, sizeof(request->address)) == sizeof(request->address);
	request->done = true;
	watch->events = 0;
}

static void ask(const char* name, int out)
{
	struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM }, *found;
	if (!getaddrinfo(name, NULL, &hints, &found)) {
		struct sockaddr_in* address = (struct sockaddr_in*)found->ai_addr;
		if (write(out, &address->sin_addr, sizeof(address->sin_addr)) < 0)
			_exit(1);
	}
	_exit(0);
}

static void start(Request* request, const char* name)
{
	int ends[2];
	if (inet_pton(AF_INET, name, &request->address) == 1) {
		request->done = request->found = true;
		return;
	}
	request->done = true;
	if (pipe(ends))
		return;
	fflush(stdout);
	pid_t child = fork();
	if (!child) {
		close(ends[0]);
		ask(name, ends[1]);
	}
	close(ends[1]);
	if (child < 0) {
		close(ends[0]);
		return;
	}
	request->done = false;
	request->child = child;
	request->watch = (Watch){ .fd = ends[0], .events = POLLIN, .ready = answer };
	addWatch(&request->watch);
}

static void resolve(txMachine* the)
{
	Resolver* resolver = hostData(the, mxThis, &resolverHooks);
	Request parsed = { .resolver = resolver };
	char name[256];
	if (!resolver)
		mxUnknownError("closed");
	if (!mxArgc)
		mxTypeError("no options");
	bool resolved = takeCallback(the, mxArgv(0), "onResolved", &parsed.onResolved);
	bool failed = takeCallback(the, mxArgv(0), "onError", &parsed.onError);
	getOption(the, mxArgv(0), "host");
	if (the->stack->kind == XS_UNDEFINED_KIND || (!resolved && !failed))
		mxUnknownError("no host, or no callback");
	fxToStringBuffer(the, the->stack, name, sizeof(name));
	if (!*name)
		mxUnknownError("no host");
	copySlot(&parsed.host, the->stack);
	Request* request = c_malloc(sizeof(Request));
	*request = parsed;
	start(request, strcmp(name, "localhost") ? name : "127.0.0.1");
	Request** end = &resolver->requests;
	while (*end)
		end = &(*end)->next;
	*end = request;
	fxRemember(the, &resolver->self); /* an app need not hold on to it while it waits */
	mxPop();
}

static void closeResolver(txMachine* the)
{
	Resolver* resolver = hostData(the, mxThis, &resolverHooks);
	if (!resolver)
		return;
	fxForget(the, &resolver->self);
	detachHostData(&resolver->self);
	discardResolver(resolver);
}

static void deliver(txMachine* the, Request* request)
{
	char text[INET_ADDRSTRLEN];
	Resolver* resolver = request->resolver;
	txSlot* callback = request->found ? &request->onResolved : &request->onError;
	txInteger count = request->found ? 2 : 1;
	if (!resolver->requests)
		fxForget(the, &resolver->self);
	if (callback->kind == XS_UNDEFINED_KIND) {
		stopRequest(request);
		return;
	}
	fxBeginHost(the);
	{
		mxTry(the) {
			mxPushSlot(&resolver->self);
			mxPushSlot(callback);
			mxCall();
			mxPushSlot(&request->host);
			inet_ntop(AF_INET, &request->address, text, sizeof(text));
			stopRequest(request); /* what is needed of it is on the engine's stack, which the collector sees */
			if (count == 2)
				mxPushStringC(text);
			mxRunCount(count);
			mxPop();
		}
		mxCatch(the) {
			dieOfException(the, NULL);
		}
	}
	fxEndHost(the);
}

/* One in each round: its callback may change what there is to go through. */
void deliverResolutions(txMachine* the)
{
	for (Resolver* resolver = resolvers; resolver; resolver = resolver->next) {
		for (Request** link = &resolver->requests; *link; link = &(*link)->next) {
			Request* request = *link;
			if (!request->done)
				continue;
			*link = request->next;
			deliver(the, request);
			return;
		}
	}
}

bool resolutionsPending(void)
{
	for (Resolver* resolver = resolvers; resolver; resolver = resolver->next) {
		for (Request* request = resolver->requests; request; request = request->next) {
			if (request->done)
				return true;
		}
	}
	return false;
}

static void build(txMachine* root, txCallback constructor)
{
	addFunction(root, "resolve", resolve, 1);
	addFunction(root, "close", closeResolver, 0);
	pushClass(root, "Resolver", constructor);
}

void buildResolver(txMachine* root)
{
	build(root, Resolver_);
}

/* mote-mqtt/resolver: as above, but it needs no servers. */
void buildNetworkResolver(txMachine* root)
{
	build(root, NetworkResolver);
}
