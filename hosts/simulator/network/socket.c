/* The POSIX side of a connection. */
#include "network/socket.h"
#include "network/tls-layer.h"
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stddef.h>
#include <sys/socket.h>

/* With nothing to wait for a socket is not polled, which keeps a hang-up from being reported over and over. */
void watchSocket(Socket* it)
{
	short events = 0;
	if (it->watch.fd >= 0) {
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

/* The peer has said all it had to say. */
static void end(Socket* it, const char* why)
{
	if (it->tls)
		secureEnded(it, why);
	else
		it->triggered |= ERROR;
}

/* The connection is no more. */
static void lose(Socket* it, const char* why)
{
	closeDescriptor(it);
	it->out.count = 0;
	end(it, why);
}

void flushSocket(Socket* it)
{
	bool sent = false;
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

static void take(Socket* it, const txByte* bytes, int count)
{
	if (it->tls)
		secureReceived(it, bytes, count);
	else {
		putBytes(&it->in, bytes, count);
		it->triggered |= READABLE;
	}
}

/*
 * Until nothing is left or nothing fits: if the end is already there behind the data, it is noticed together with the data, as it
 * is on a chip when both come in one segment.
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
	int error = 0;
	socklen_t size = sizeof(error);
	getsockopt(it->watch.fd, SOL_SOCKET, SO_ERROR, &error, &size);
	it->connecting = false;
	if (error)
		lose(it, "connection failed");
	else if (it->tls)
		secureConnected(it);
	else {
		it->ready = true;
		it->triggered |= WRITABLE;
	}
}

static void happened(Watch* watch, short events)
{
	Socket* it = (Socket*)((char*)watch - offsetof(Socket, watch));
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

/* As the network wants it: its family, and as many bytes as that has. */
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
	addWatch(&it->watch);
	if (connect(it->watch.fd, (struct sockaddr*)&address, size) && errno != EINPROGRESS) {
		it->connecting = false;
		lose(it, "connection failed");
	}
	watchSocket(it);
}
