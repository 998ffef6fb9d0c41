// Properties of 5.0 for the peer, written from table 2-4 of the specification: an object, in which `user` is a list
// of [name, value].

const KINDS = {
	payloadFormat: [1, "byte"],
	messageExpiry: [2, "four"],
	contentType: [3, "text"],
	responseTopic: [8, "text"],
	correlationData: [9, "bytes"],
	subscriptionIdentifier: [11, "variable"],
	sessionExpiry: [17, "four"],
	assignedClientIdentifier: [18, "text"],
	serverKeepAlive: [19, "two"],
	willDelay: [24, "four"],
	responseInformation: [26, "text"],
	serverReference: [28, "text"],
	reasonString: [31, "text"],
	receiveMaximum: [33, "two"],
	topicAliasMaximum: [34, "two"],
	topicAlias: [35, "two"],
	maximumQoS: [36, "byte"],
	retainAvailable: [37, "byte"],
	user: [38, "pair"],
	maximumPacketSize: [39, "four"],
	wildcardSubscriptionAvailable: [40, "byte"],
	subscriptionIdentifierAvailable: [41, "byte"],
	sharedSubscriptionAvailable: [42, "byte"],
};
const SIZES = { byte: 1, two: 2, four: 4 };

/** A Variable Byte Integer (section 1.5.5). */
export function variable(value) {
	const bytes = [];
	do {
		bytes.push((value % 128) | (value > 127 ? 128 : 0));
		value = Math.floor(value / 128);
	} while (value);
	return Buffer.from(bytes);
}

/** Reads one. Returns [value, offset of what follows]. */
function readVariable(bytes, at) {
	let value = 0;
	let scale = 1;
	for (;;) {
		value += (bytes[at] & 127) * scale;
		if (bytes[at++] < 128) return [value, at];
		scale *= 128;
	}
}

function field(value) {
	const bytes = Buffer.from(value);
	return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
}

function encodeValue(kind, value) {
	if (kind === "variable") return variable(value);
	if (kind === "pair") return Buffer.concat(value.map(field));
	if (kind === "text" || kind === "bytes") return field(value);
	const bytes = Buffer.alloc(SIZES[kind]);
	bytes.writeUIntBE(value, 0, bytes.length);
	return bytes;
}

/** Properties preceded by their length. */
export function encode(properties = {}) {
	const parts = Object.entries(properties).flatMap(([name, value]) => {
		const [identifier, kind] = KINDS[name];
		const values = name === "user" ? value : [value];
		return values.map((each) => Buffer.concat([Buffer.from([identifier]), encodeValue(kind, each)]));
	});
	const all = Buffer.concat(parts);
	return Buffer.concat([variable(all.length), all]);
}

/**
 * Reads properties with their length at `at`. Returns [properties, offset of what follows]. Subscription Identifiers
 * are a list.
 */
export function decode(bytes, at) {
	const properties = {};
	const [length, first] = readVariable(bytes, at);
	const end = first + length;
	const take = () => {
		const size = bytes.readUInt16BE(at);
		at += 2 + size;
		return bytes.subarray(at - size, at);
	};
	at = first;
	while (at < end) {
		const identifier = bytes[at++];
		const [name, [, kind]] = Object.entries(KINDS).find(([, [each]]) => each === identifier);
		if (kind === "pair") {
			properties.user = [...(properties.user ?? []), [take().toString(), take().toString()]];
		} else if (kind === "variable") {
			let value;
			[value, at] = readVariable(bytes, at);
			properties[name] = [...(properties[name] ?? []), value];
		} else if (kind === "text") properties[name] = take().toString();
		else if (kind === "bytes") properties[name] = [...take()];
		else {
			properties[name] = bytes.readUIntBE(at, SIZES[kind]);
			at += SIZES[kind];
		}
	}
	return [properties, end];
}
