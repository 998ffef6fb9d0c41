/* Parses the parts of packets that the report needs, byte by byte. Anything but MQTT is skipped. */
#include "report/packets.h"

enum { FIRST, LENGTH, BODY };
enum { BINARY = 2, CONTINUATION = 0, HASH_START = 2166136261u, HASH_FACTOR = 16777619u };

static bool isConnect(const Packet* packet)
{
	return packet->type == CONNECT;
}

/* In 5.0, properties come between the identifier and the payload, after their length of up to four bytes. */
static void publishByte(Packets* it, txU1 byte, int level)
{
	Packet* packet = &it->packet;
	txU4 at = it->at, identifier = 2 + it->topic, payload = identifier + (packet->QoS ? 2 : 0);
	if (at < 2)
		it->topic = it->topic << 8 | byte;
	else if (at < identifier)
		return;
	else if (at < payload)
		packet->identifier = packet->identifier << 8 | byte;
	else if (level == 5 && it->propertiesShift < 32) {
		it->properties |= (byte & 0x7Fu) << it->propertiesShift;
		it->propertiesShift = byte & 0x80 ? it->propertiesShift + 7 : 32;
	}
	else if (it->properties)
		it->properties--;
	else
		packet->payload = (packet->payload ^ byte) * HASH_FACTOR;
}

static void bodyByte(Packets* it, txU1 byte, int level)
{
	Packet* packet = &it->packet;
	if (packet->type == PUBLISH)
		publishByte(it, byte, level);
	else if (isConnect(packet) && it->at == 6)
		packet->level = byte;
	else if (packet->type == CONNACK && it->at == 1)
		packet->code = byte;
	else if (packet->type >= PUBACK && packet->type <= PUBCOMP) {
		if (it->at < 2)
			packet->identifier = packet->identifier << 8 | byte;
		else if (it->at == 2)
			packet->code = byte;
	}
	it->at++;
}

static bool packetByte(Packets* it, txU1 byte, int level)
{
	switch (it->state) {
	case FIRST:
		it->packet = (Packet){ .type = byte >> 4, .QoS = byte >> 1 & 3, .duplicate = byte >> 3 & 1, .payload = HASH_START };
		it->length = it->at = it->topic = it->properties = it->propertiesShift = 0;
		it->shift = 0;
		it->state = LENGTH;
		return false;
	case LENGTH:
		it->length |= (byte & 0x7Fu) << it->shift;
		it->shift += 7;
		if (byte & 0x80 && it->shift < 28)
			return false;
		it->state = it->length ? BODY : FIRST;
		return !it->length;
	default:
		bodyByte(it, byte, level);
		if (it->at < it->length)
			return false;
		it->state = FIRST;
		return true;
	}
}

/* RFC 6455, 5.2: flags and opcode, length, mask. */
static void frameHeaderByte(Packets* it, txU1 byte)
{
	it->frame[it->frameHeader++] = byte;
	if (it->frameHeader == 2) {
		int length = byte & 0x7F;
		it->frameSize = 2 + (length == 126 ? 2 : length == 127 ? 8 : 0) + (byte & 0x80 ? 4 : 0);
	}
	if (it->frameHeader < 2 || it->frameHeader < it->frameSize)
		return;
	int lengthBytes = it->frameSize - 2 - (it->frame[1] & 0x80 ? 4 : 0);
	it->frameLeft = lengthBytes ? 0 : it->frame[1] & 0x7F;
	for (int i = 0; i < lengthBytes; i++)
		it->frameLeft = it->frameLeft << 8 | it->frame[2 + i];
	it->frameAt = 0;
	if (!it->frameLeft)
		it->frameHeader = 0;
}

static bool frameByte(Packets* it, txU1 byte, int level)
{
	if (!it->frameLeft) {
		frameHeaderByte(it, byte);
		return false;
	}
	int opcode = it->frame[0] & 0x0F;
	if (it->frame[1] & 0x80)
		byte ^= it->frame[it->frameSize - 4 + (int)(it->frameAt & 3)];
	it->frameAt++;
	if (!--it->frameLeft)
		it->frameHeader = 0;
	return (opcode == BINARY || opcode == CONTINUATION) && packetByte(it, byte, level);
}

bool takeByte(Packets* it, txU1 byte, int level)
{
	static const char end[] = "\r\n\r\n";
	switch (it->carrier) {
	case UNKNOWN:
		/* "GET" or "HTTP". No first packet of MQTT begins with these letters. */
		it->carrier = byte == 'G' || byte == 'H' ? OPENING : PLAIN;
		return it->carrier == PLAIN && packetByte(it, byte, level);
	case PLAIN:
		return packetByte(it, byte, level);
	case OPENING:
		it->lineEnds = byte == (txU1)end[it->lineEnds] ? it->lineEnds + 1 : byte == '\r';
		if (it->lineEnds == 4)
			it->carrier = FRAMED;
		return false;
	default:
		return frameByte(it, byte, level);
	}
}
