/*
 * Resolves names. The system's resolver blocks, so it runs in a child process, which writes the addresses to a pipe.
 * IPv4 addresses come first, because a chip has no others.
 */
#include "network/resolver.h"
#include "device/watch.h"
#include "errors/exception.h"
#include "link/link.h"
#include "modules/host-objects.h"
#include "report/connection-record.h"
#include "time/time.h"
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/wait.h>

/* The maximum number of addresses, and the approximate size in bytes of a question and its answer. */
enum { MOST = 16, DATAGRAM = 60 };

typedef struct {
	sa_family_t family;
	struct in6_addr bytes; /* IPv4: the first four */
} Address;

typedef struct request {
	struct request* next;
	struct resolver* resolver;
	Watch watch;
	pid_t child; /* 0: the name is an address */
	bool done;
	double asked, arrives; /* on a simulated link, when the question was sent and when the answer arrives; 0 for an address */
	int found; /* how many addresses were found */
	Address addresses[MOST];
	char name[256];
	txSlot onResolved, onError;
} Request;

typedef struct resolver {
	struct resolver* next;
	txMachine* the;
	bool tellsAll; /* mote-mqtt/resolver: onResolved gets an array of all addresses as its third argument */
	txSlot self;
	Request* requests;
} Resolver;

static Resolver* resolvers;

static void markResolver(txMachine* the, void* data, txMarkRoot mark)
{
	Resolver* resolver = data;
	for (Request* request = resolver->requests; request; request = request->next) {
		(*mark)(the, &request->onResolved);
		(*mark)(the, &request->onError);
	}
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

static const txHostHooks resolverHooks = { .destructor = discardResolver, .marker = markResolver };

static void construct(txMachine* the, bool tellsAll)
{
	newInstance(the, &resolverHooks, NULL);
	Resolver* resolver = c_calloc(1, sizeof(Resolver));
	resolver->the = the;
	resolver->tellsAll = tellsAll;
	copySlot(&resolver->self, mxResult);
	mxResult->value.reference->next->value.host.data = resolver;
	resolver->next = resolvers;
	resolvers = resolver;
}

static void Resolver_(txMachine* the)
{
	if (!mxArgc)
		mxTypeError("expected options");
	getOption(the, mxArgv(0), "servers");
	if (the->stack->kind != XS_REFERENCE_KIND)
		mxTypeError("servers: expected an array");
	mxPop();
	construct(the, false);
}

static void NetworkResolver(txMachine* the)
{
	construct(the, true);
}

static void answer(Watch* watch, short events)
{
	Request* request = (Request*)((char*)watch - offsetof(Request, watch));
	(void)events;
	ssize_t size = read(watch->fd, request->addresses, sizeof(request->addresses));
	request->found = size > 0 ? (int)((size_t)size / sizeof(Address)) : 0;
	request->done = true;
	watch->events = 0;
}

static bool isKnown(const Address* addresses, int count, const Address* address)
{
	for (int i = 0; i < count; i++) {
		if (!memcmp(&addresses[i], address, sizeof(*address)))
			return true;
	}
	return false;
}

/* Adds the addresses of one family. Returns the new number of addresses. */
static int addAddresses(Address* addresses, int count, const struct addrinfo* found, int family)
{
	for (; found && count < MOST; found = found->ai_next) {
		Address address;
		memset(&address, 0, sizeof(address));
		address.family = (sa_family_t)family;
		if (found->ai_family != family)
			continue;
		if (family == AF_INET)
			memcpy(&address.bytes, &((struct sockaddr_in*)found->ai_addr)->sin_addr, sizeof(struct in_addr));
		else
			address.bytes = ((struct sockaddr_in6*)found->ai_addr)->sin6_addr;
		if (!isKnown(addresses, count, &address))
			addresses[count++] = address;
	}
	return count;
}

static void ask(const char* name, int out)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM }, *found;
	Address addresses[MOST];
	if (!getaddrinfo(name, NULL, &hints, &found)) {
		int count = addAddresses(addresses, 0, found, AF_INET);
		count = addAddresses(addresses, count, found, AF_INET6);
		if (write(out, addresses, (size_t)count * sizeof(Address)) < 0)
			_exit(1);
	}
	_exit(0);
}

/* Returns whether the name is an address. */
static bool parse(const char* name, Address* address)
{
	static const sa_family_t families[] = { AF_INET, AF_INET6 };
	for (int i = 0; i < 2; i++) {
		address->family = families[i];
		if (inet_pton(families[i], name, &address->bytes) == 1)
			return true;
	}
	return false;
}

/* The time for a question and its answer, each of which may have to be sent again. */
static void cross(Request* request)
{
	request->asked = monotonic();
	if (isLinked())
		request->arrives = crossing(UP, DATAGRAM, NAME_REPEAT) + crossing(DOWN, DATAGRAM, NAME_REPEAT) - monotonic();
}

static void start(Request* request, const char* name)
{
	int ends[2];
	if (parse(name, &request->addresses[0])) {
		request->found = 1;
		request->done = true;
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
	char* name = parsed.name;
	if (!resolver)
		mxUnknownError("closed");
	if (!mxArgc)
		mxTypeError("expected options");
	bool resolved = takeCallback(the, mxArgv(0), "onResolved", &parsed.onResolved);
	bool failed = takeCallback(the, mxArgv(0), "onError", &parsed.onError);
	getOption(the, mxArgv(0), "host");
	if (the->stack->kind == XS_UNDEFINED_KIND || (!resolved && !failed))
		mxUnknownError("host or callback missing");
	fxToStringBuffer(the, the->stack, name, sizeof(parsed.name));
	if (!*name)
		mxUnknownError("host missing");
	Request* request = c_malloc(sizeof(Request));
	*request = parsed;
	if (!parse(name, &request->addresses[0]))
		cross(request);
	start(request, strcmp(name, "localhost") ? name : "127.0.0.1");
	Request** end = &resolver->requests;
	while (*end)
		end = &(*end)->next;
	*end = request;
	fxRemember(the, &resolver->self); /* keeps the resolver alive while it waits, even if the app drops it */
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

static void pushAddress(txMachine* the, const Address* address)
{
	char text[INET6_ADDRSTRLEN];
	inet_ntop(address->family, &address->bytes, text, sizeof(text));
	mxPushStringC(text);
}

static void pushAddresses(txMachine* the, const Address* addresses, int count)
{
	mxPush(mxArrayPrototype);
	fxNewArrayInstance(the);
	txSlot* array = the->stack;
	for (int i = 0; i < count; i++) {
		pushAddress(the, &addresses[i]);
		mxPushSlot(array);
		mxSetIndex(i);
		mxPop();
	}
}

static void deliver(txMachine* the, Request* request)
{
	Resolver* resolver = request->resolver;
	Address addresses[MOST];
	int found = request->found;
	if (request->asked && found)
		noteName(request->asked);
	bool tellsAll = resolver->tellsAll;
	txSlot* callback = found ? &request->onResolved : &request->onError;
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
			mxPushStringC(request->name);
			memcpy(addresses, request->addresses, sizeof(addresses));
			stopRequest(request); /* the engine's stack has copies of what is still needed, which the garbage collector sees */
			if (found)
				pushAddress(the, addresses);
			if (found && tellsAll)
				pushAddresses(the, addresses, found);
			mxRunCount(found ? 2 + tellsAll : 1);
			mxPop();
		}
		mxCatch(the) {
			dieOfException(the, NULL);
		}
	}
	fxEndHost(the);
}

static bool isAnswered(const Request* request)
{
	return request->done && request->arrives <= monotonic();
}

/* Delivers one answer per round, because its callback may change the lists. */
void deliverResolutions(txMachine* the)
{
	for (Resolver* resolver = resolvers; resolver; resolver = resolver->next) {
		for (Request** link = &resolver->requests; *link; link = &(*link)->next) {
			Request* request = *link;
			if (!isAnswered(request))
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
			if (isAnswered(request))
				return true;
		}
	}
	return false;
}

int nextResolution(void)
{
	double next = -1;
	for (const Resolver* resolver = resolvers; resolver; resolver = resolver->next) {
		for (const Request* request = resolver->requests; request; request = request->next) {
			if (request->done)
				next = soonest(next, request->arrives);
		}
	}
	return millisecondsUntil(next);
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

/* mote-mqtt/resolver, which needs no servers. */
void buildNetworkResolver(txMachine* root)
{
	build(root, NetworkResolver);
}
