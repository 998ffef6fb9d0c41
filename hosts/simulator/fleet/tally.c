/* Counts connections and messages of a device from its packets, without the help of the app or its client. */
#include "fleet/tally.h"
#include "time/time.h"

Tally* tally;

void tallyAttempt(void)
{
	if (tally)
		tally->attempts++;
}

static int findWaiting(txU4 identifier)
{
	for (int i = 0; i < tally->waiting; i++) {
		if (tally->unacknowledged[i].identifier == identifier)
			return i;
	}
	return -1;
}

static void published(const Packet* packet)
{
	int i = findWaiting(packet->identifier);
	if (i >= 0) {
		/*
		 * The same payload means that the message is resent. Another payload means that the client has given up the
		 * old message.
		 */
		if (tally->unacknowledged[i].payload == packet->payload)
			return;
		tally->forgotten++;
	}
	else if (tally->waiting < UNACKNOWLEDGED)
		i = tally->waiting++;
	else
		return;
	tally->unacknowledged[i].identifier = packet->identifier;
	tally->unacknowledged[i].payload = packet->payload;
	tally->unacknowledged[i].number = ++tally->published;
}

static void acknowledged(const Packet* packet)
{
	int i = findWaiting(packet->identifier);
	if (i < 0)
		return;
	tally->unacknowledged[i] = tally->unacknowledged[--tally->waiting];
	tally->acknowledged++;
}

static void accepted(void)
{
	tally->accepted++;
	tally->connected = true;
	if (!tally->lostAt)
		return;
	tally->outages[tally->outageCount++ % OUTAGES] = monotonic() - tally->lostAt;
	tally->lostAt = 0;
}

void tallyPacket(Way way, const Packet* packet)
{
	if (!tally)
		return;
	if (way == UP) {
		if (packet->type == PUBLISH && packet->QoS)
			published(packet);
	}
	else if (packet->type == CONNACK) {
		if (!packet->code)
			accepted();
	}
	/* A PUBREC with an error code also ends its message. */
	else if (packet->type == PUBACK || packet->type == PUBCOMP || (packet->type == PUBREC && packet->code >= 0x80))
		acknowledged(packet);
}

void tallyEnd(bool left)
{
	if (!tally || !tally->connected)
		return;
	tally->connected = false;
	if (left)
		return;
	tally->losses++;
	tally->lostAt = monotonic();
}

void tallySleep(txU4 milliseconds)
{
	if (tally)
		tally->wakesAt = monotonic() + milliseconds;
}
