/* The list of sockets, latest first. */
#include "network/socket-list.h"
#include "network/tls-layer.h"
#include "time/time.h"

Socket* sockets;

void addSocket(Socket* it)
{
	it->next = sockets;
	sockets = it;
}

void advanceSockets(void)
{
	if (!isLinked())
		return;
	for (Socket* it = sockets; it; it = it->next)
		advanceSocket(it);
}

int nextArrival(void)
{
	double next = -1;
	if (!isLinked())
		return -1;
	for (const Socket* it = sockets; it; it = it->next)
		next = soonest(next, nextOfSocket(it));
	return millisecondsUntil(next);
}

void landSent(void)
{
	for (Socket* it = sockets; it; it = it->next)
		landSocket(it);
}

bool socketsPending(void)
{
	for (const Socket* it = sockets; it; it = it->next) {
		if (it->triggered && !it->closed)
			return true;
	}
	return false;
}

void sweepClosed(void)
{
	for (Socket** link = &sockets; *link;) {
		Socket* it = *link;
		if (it->closed && it->watch.fd < 0) {
			*link = it->next;
			if (it->tls)
				secureFree(it);
			free(it->in.bytes);
			free(it->out.bytes);
			dropLine(&it->line);
			endRecord(it->record);
			c_free(it);
		}
		else
			link = &it->next;
	}
}
