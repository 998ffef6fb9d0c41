// Assigns the functions, classes and constants of the clients' modules to concepts, by name. The first matching
// concept counts.

const words = (text) => text.trim().split(/\s+/);

/** Concepts that few apps need and that could become parts. */
const APART = [
	[
		"messages received that are larger than memory",
		"StreamingConnection.* DeliveringConnection.(announce|piece) Connection\\d+.(headSize|head|tooLarge|skipTopic) Outgoing5.skipTopic",
	],
	["filters' own handlers", "Subscriptions.(route|release) DeliveringConnection.deliver findMatch isMatch matches"],
	["filters that end connections are set aside", "Subscriptions.(ended|retry)"],
	["birth", "Client.takeBirth .*keepBirth .*sendBirth .*\\.born"],
	[
		"requests in the way, discard(), pending()",
		"blame isDiscarded isAbout Client.(undelivered|discard|pending) SessionConnection.(waitsAlone|asksElse)",
	],
	["acknowledgeTimeout", "timeLeft"],
	["latestOnly", "findLatest SessionConnection.replace"],
	["onWritable", "SessionConnection.(offer|full)"],
	[
		"expiry of messages (5.0)",
		"Outgoing5.(cutExpired|tellExpired|drop|uptime) neverSent isCut cut hasExpiring expires setExpires writeInterval Client5.(countsTime|countTime|tick)",
	],
	["topic aliases (5.0)", "giveAlias forgetAliases Outgoing5.writeAliased ALIAS.* takeAliases"],
	["sockets of the standard", "StandardAdapter.* PiecewiseAdapter.*"],
	["where QoS 2 is asked for", "DeliveringConnection.(step|deliverOnce|refuse|isNew) Client.expectQoS"],
	["loops in JavaScript, where there is no C", "javaScript isSame isTopicName"],
];

/** Concepts that every client needs. */
const CORE = [
	[
		"options and their checks",
		"takeOptions takeSizes take unknown OPTIONS.* BUFFERS RECONNECT SIZES TOPIC.* SUBSCRIPTION.* UNSUBSCRIPTION WILL.* DISCONNECT_OPTIONS expect.* wrong otherwise encode checkTopic A_PART DEFAULT_RECONNECT seconds MESSAGE.*",
	],
	[
		"CONNECT and CONNACK, with will",
		"connectFields takeWill encodeConnect put HEAD decodeConnack.* Client\\d+.(greeting|encodeOwn|assigned) encodeWill withClientIdentifier connectProperties Connection\\d+.(isGreeting|greeted) Limits.* unavailable SessionConnection.accepted Client5.describe",
	],
	["text", "encodeUTF8 decodeUTF8 codePoint.* withoutXSNulls isText strings buffers NO_BYTES"],
	[
		"properties (5.0)",
		"Properties.* PropertyList.* Property encodeProperties encodeUsers add kindOf kinds propertyBytes assemble decodeReason encodeReason Connection5.takeProperties Client5.(properties|filterProperties) ANSWERS CONN.* DISCONNECT.* PUBLISH.* AUTH SUB.* UNSUB.* PUB.* propertiesSize \\?.*",
	],
	[
		"subscriptions",
		"Subscriptions.* SubscribingConnection.* beginning NO_SUBSCRIPTIONS Client.(keepFilters|checkFilter) Client\\d+.(subscribe|unsubscribe|filterStart|subscriptionOptions) Outgoing5.refuseFilters filterObstacle",
	],
	[
		"connecting, again and again; the way to the end",
		"Reconnect.* aim isAddress lookUp Client5.(open|ended|refused|disconnect|encodeFarewell) SessionConnection.(leave|close) Outgoing5.(leave|close|open|fail|forget)",
	],
	["keep alive", "checkKeepAlive onAlarm Connection.writePing EMPTY_PACKETS"],
	[
		"one socket: reading and writing packets",
		"Connection.* DeliveringConnection.* onReadable onWritable onError isServerPacket readLength writeLength lengthSize Connection\\d+.*",
	],
	["the session, and sending what waits", "Session.* SessionConnection.* identifierOf firstByte body Outgoing5.*"],
	[
		"publishing",
		"Topic.* encodePublish.* publishTemplate publishSize5 packetSize copy publishObstacle Client.takeTopic Client\\d+.topic",
	],
	["received messages", "Message.*"],
	["reasons in numbers and words", "Reason.* Refusal.* Client\\d+.reasonText"],
	["what holds it together", "Client.* NONE.* ZERO.* NEVER"],
];

const compile = (list, isApart) =>
	list.map(([name, names]) => ({ name, isApart, patterns: words(names).map((each) => new RegExp(`^(?:${each})$`)) }));

export const concepts = [...compile(APART, true), ...compile(CORE, false)];

/** The concept to which a name belongs. */
export const conceptOf = (name) => concepts.find(({ patterns }) => patterns.some((each) => each.test(name)));
