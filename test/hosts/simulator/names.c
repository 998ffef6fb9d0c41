/*
 * Replaces the system's resolver (LD_PRELOAD). Resolves names to IPv6 addresses, which a machine need not have, and
 * $MOTE_LOCAL to this machine.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

static struct addrinfo* add(struct addrinfo* next, int family, const char* text)
{
	struct addrinfo* it = calloc(1, sizeof(struct addrinfo) + sizeof(struct sockaddr_in6));
	it->ai_family = family;
	it->ai_addr = (struct sockaddr*)(it + 1);
	it->ai_addr->sa_family = (sa_family_t)family;
	if (family == AF_INET)
		inet_pton(family, text, &((struct sockaddr_in*)it->ai_addr)->sin_addr);
	else
		inet_pton(family, text, &((struct sockaddr_in6*)it->ai_addr)->sin6_addr);
	it->ai_next = next;
	return it;
}

int getaddrinfo(const char* name, const char* service, const struct addrinfo* hints, struct addrinfo** found)
{
	(void)service;
	(void)hints;
	*found = NULL;
	const char* local = getenv("MOTE_LOCAL");
	if (local && !strcmp(name, local))
		*found = add(NULL, AF_INET, "127.0.0.1");
	/* IPv6 addresses first, as systems prefer; and twice, as they return them for several types of socket. */
	if (!strcmp(name, "both.test"))
		*found = add(NULL, AF_INET, "127.0.0.1");
	if (!strcmp(name, "both.test") || !strcmp(name, "six.test"))
		*found = add(add(*found, AF_INET6, "::1"), AF_INET6, "::1");
	return *found ? 0 : EAI_NONAME;
}
