/* A connection's POSIX socket. */
#include "network/socket.h"
#include "network/tls-layer.h"
#include "time/time.h"
#include "window/window.h"
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stddef.h>
#include <sys/socket.h>

/* A socket that waits for nothing is not polled. Otherwise poll() would report a hang-up over and over. */
void watchSocket(Socket* it)
{
	short events = 0;
	if (it->watch.fd >= 0 && isLinked()) {
		if (it->connecting ? !it->line.reached : it->line.blocked)
			events |= POLLOUT;
		if (!it->connecting && !it->closed && !it->error && !(it->triggered & ERROR) && !it->line.endsAt
			&& windowOf(&it->line, &it->in) > 0)
			events |= POLLIN;
	}
	else if (it->watch.fd >= 0) {
		if (it->connecting || (it->out.count && !(it->triggered & OUTPUT)))
			events |= POLLOUT;
		if (!it->connecting && !it->closed && !it->error && !(it->triggered & ERROR) && ringRoom(&it->in))
			events |= POLLIN;
	}
	it->watch.events = events;
}

void closeDescriptor(Socket* it)
{
	if (it->watch.fd >= 0) {
		removeWatch(&it->watch);
		close(it->watch.fd);
		it->watch.fd = -1;
	}
}

/* The peer has closed its side. */
static void end(Socket* it, const char* why)
{
	noteEvent(it->record, ENDED, it->line.depth);
	showEnd(it->number, why);
	if (it->tls)
		secureEnded(it, why);
	else
		it->triggered |= ERROR;
}

/* The connection is lost. */
static void lose(Socket* it, const char* why)
{
	closeDescriptor(it);
	it->out.count = 0;
	dropLine(&it->line);
	end(it, why);
}

void flushSocket(Socket* it)
{
	bool sent = false;
	if (isLinked()) {
		if (it->watch.fd >= 0)
			sendSegments(&it->line, &it->out);
		noteTraffic(it->record, &it->line.up, &it->line.down);
		return;
	}
	while (it->watch.fd >= 0 && it->out.count) {
		ssize_t count = send(it->watch.fd, it->out.bytes + it->out.start, (size_t)ringStretch(&it->out), 0);
		if (count < 0) {
			if (errno != EAGAIN && errno != EINTR)
				lose(it, "connection lost");
			break;
		}
		dropBytes(&it->out, (int)count);
		sent = true;
		if (it->tls)
			secureOutput(it);
	}
	if (sent)
		it->triggered |= WRITABLE;
}

void noteSent(Socket* it, const txByte* bytes, int count)
{
	noteBytes(it->record, UP, bytes, count, it->line.depth);
	showBytes(it->number, UP, bytes, count);
}

void noteReceived(Socket* it, const txByte* bytes, int count)
{
	noteBytes(it->record, DOWN, bytes, count, it->line.depth);
	showBytes(it->number, DOWN, bytes, count);
}

void noteSecure(Socket* it)
{
	noteEvent(it->record, TLS_OPEN, it->line.depth);
}

static void take(Socket* it, const txByte* bytes, int count)
{
	if (it->tls)
		secureReceived(it, bytes, count);
	else {
		putBytes(&it->in, bytes, count);
		noteReceived(it, bytes, count);
		it->triggered |= READABLE;
	}
}

/*
 * Receives until nothing is left or nothing fits. If the end of the connection follows the data at once, both are
 * noticed together, as on a chip when both come in one segment.
 */
static void receive(Socket* it)
{
	txByte bytes[RECEIVE_BUFFER];
	while (ringRoom(&it->in) && !(it->triggered & ERROR)) {
		ssize_t count = recv(it->watch.fd, bytes, (size_t)ringRoom(&it->in), 0);
		if (count > 0) {
			take(it, bytes, (int)count);
			continue;
		}
		if (count == 0)
			end(it, "connection lost");
		else if (errno != EAGAIN && errno != EINTR)
			lose(it, "connection lost");
		break;
	}
}

static void connected(Socket* it)
{
	int error = isServerDown() ? ECONNREFUSED : 0;
	socklen_t size = sizeof(error);
	if (!error)
		getsockopt(it->watch.fd, SOL_SOCKET, SO_ERROR, &error, &size);
	it->connecting = false;
	if (error) {
		lose(it, "connection failed");
		return;
	}
	it->line.depth = it->line.serverDepth = 1;
	noteEvent(it->record, TCP_OPEN, it->line.depth);
	if (it->tls)
		secureConnected(it);
	else {
		it->ready = true;
		it->triggered |= WRITABLE;
	}
}

/* Simulates a server that has ended: its system resets all connections. */
static void noticeServerEnd(Socket* it)
{
	if (it->line.serverEnds == faults->serverEnds)
		return;
	it->line.serverEnds = faults->serverEnds;
	if (it->connecting)
		it->line.reached = true;
	else if (it->watch.fd >= 0) {
		dropLine(&it->line);
		closeDescriptor(it);
		endLine(&it->line, true);
	}
}

static void advanceOpen(Socket* it)
{
	Line* line = &it->line;
	const Segment* segment;
	int acknowledged = it->watch.fd >= 0 ? deliverSegments(line, it->watch.fd, &it->out) : 0;
	if (acknowledged) {
		dropBytes(&it->out, acknowledged);
		it->triggered |= WRITABLE;
		if (it->tls)
			secureOutput(it);
		flushSocket(it);
	}
	while ((segment = arrivingSegment(line))) {
		if (!it->closed && !it->error)
			take(it, segment->bytes, segment->count);
		if (!line->down.next)
			break; /* the connection was lost meanwhile */
		arrive(&line->down);
	}
	if (line->endsAt && line->endsAt <= monotonic() && !line->down.next) {
		line->endsAt = 0;
		(line->lost ? lose : end)(it, "connection lost");
	}
}

void advanceSocket(Socket* it)
{
	noticeServerEnd(it);
	if (!it->connecting)
		advanceOpen(it);
	else if (it->line.reached && it->line.openAt <= monotonic())
		connected(it);
	if (it->closed)
		finishSocket(it);
	watchSocket(it);
}

double nextOfSocket(const Socket* it)
{
	if (it->connecting)
		return it->line.reached ? it->line.openAt : -1;
	return nextOfLine(&it->line);
}

void landSocket(Socket* it)
{
	if (it->watch.fd >= 0 && !it->connecting)
		landSegments(&it->line, it->watch.fd, &it->out);
}

void finishSocket(Socket* it)
{
	bool crosses = isLinked() && !it->connecting && it->watch.fd >= 0;
	if (crosses && !it->line.finishedAt)
		noteEvent(it->record, ENDED, it->line.depth);
	if (crosses ? finishLine(&it->line, &it->out) : !it->out.count)
		closeDescriptor(it);
}

static void happenedOnLink(Socket* it, short events)
{
	if (it->connecting)
		it->line.reached = true;
	else if (it->watch.events & POLLIN && events & (POLLIN | POLLHUP | POLLERR)) {
		receiveSegments(&it->line, it->watch.fd, &it->in);
		noteTraffic(it->record, &it->line.up, &it->line.down);
	}
	it->line.blocked = false;
	watchSocket(it);
}

static void happened(Watch* watch, short events)
{
	Socket* it = (Socket*)((char*)watch - offsetof(Socket, watch));
	if (isLinked()) {
		happenedOnLink(it, events);
		return;
	}
	if (it->connecting)
		connected(it);
	else {
		if (events & POLLOUT)
			flushSocket(it);
		if (it->watch.fd >= 0 && (watch->events & POLLIN) && (events & (POLLIN | POLLHUP | POLLERR)))
			receive(it);
		if (it->closed && !it->out.count)
			closeDescriptor(it);
	}
	watchSocket(it);
}

static void setNonBlocking(int fd, bool nodelay)
{
	int flag = nodelay;
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &flag, sizeof(flag));
}

/* Converts an address. Returns the size of the result, or 0 if the text is not an address. */
static socklen_t parseAddress(const char* text, uint16_t port, struct sockaddr_storage* address)
{
	struct sockaddr_in* four = (struct sockaddr_in*)address;
	struct sockaddr_in6* six = (struct sockaddr_in6*)address;
	memset(address, 0, sizeof(*address));
	if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
		four->sin_family = AF_INET;
		four->sin_port = htons(port);
		return sizeof(*four);
	}
	if (inet_pton(AF_INET6, text, &six->sin6_addr) != 1)
		return 0;
	six->sin6_family = AF_INET6;
	six->sin6_port = htons(port);
	return sizeof(*six);
}

bool setAddress(Socket* it, const char* text)
{
	struct sockaddr_storage address;
	if (!parseAddress(text, 0, &address))
		return false;
	getnameinfo((struct sockaddr*)&address, sizeof(address), it->address, sizeof(it->address), NULL, 0, NI_NUMERICHOST);
	return true;
}

static int opened;

void openSocket(Socket* it, bool nodelay)
{
	struct sockaddr_storage address;
	socklen_t size = parseAddress(it->address, it->port, &address);
	it->watch = (Watch){ .fd = socket(address.ss_family, SOCK_STREAM, 0), .ready = happened };
	if (it->watch.fd < 0) {
		end(it, "connection failed");
		return;
	}
	setNonBlocking(it->watch.fd, nodelay);
	it->connecting = true;
	it->record = beginRecord(it->address, it->port);
	it->number = ++opened;
	showOpen(it->number, it->address, it->port);
	if (isLinked()) {
		openLine(&it->line, nodelay);
		it->line.reached = isServerDown();
	}
	addWatch(&it->watch);
	if (!it->line.reached && connect(it->watch.fd, (struct sockaddr*)&address, size) && errno != EINPROGRESS) {
		it->connecting = false;
		lose(it, "connection failed");
	}
	watchSocket(it);
}
