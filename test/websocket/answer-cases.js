// Server responses to the opening handshake (RFC 6455 section 4.2.2), as header fields that replace those of opening().

/** Valid responses: HTTP compares names and some values without regard to case. */
export const ALIKE = [
	{ Upgrade: "WebSocket" },
	{ Upgrade: undefined, uPGRADE: "  WEBSOCKET\t" },
	{ Connection: "keep-alive, Upgrade" },
	{ Connection: "upgrade,close" },
	{ Connection: ["keep-alive", "upgrade"] },
	{ "Sec-WebSocket-Protocol": undefined, "sec-websocket-protocol": "mqtt " },
	{ "Sec-WebSocket-Extensions": "" },
	{ status: "HTTP/1.1 101 " },
	{ status: "HTTP/1.1 101" },
	{ status: "HTTP/1.1 101 whatever it is" },
	{ Server: "x".repeat(600), "Set-Cookie": ["a", "b", ":", "::"] },
	{ status: "HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\nHTTP/1.1 101 Switching Protocols" },
];

/** Invalid responses, each with the error that it causes. */
export const WRONG = [
	[{ Upgrade: undefined }, "no Upgrade: websocket"],
	[{ Upgrade: "h2c" }, "no Upgrade: websocket"],
	[{ Connection: undefined }, "no Connection: Upgrade"],
	[{ Connection: "keep-alive, Upgraded" }, "no Connection: Upgrade"],
	[{ "Sec-WebSocket-Accept": undefined }, "no Sec-WebSocket-Accept"],
	[{ "Sec-WebSocket-Accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" }, "a wrong Sec-WebSocket-Accept"],
	[{ "Sec-WebSocket-Accept": "" }, "a wrong Sec-WebSocket-Accept"],
	[{ "Sec-WebSocket-Extensions": "permessage-deflate" }, "an extension that was not offered: permessage-deflate"],
	[{ "Sec-WebSocket-Protocol": undefined }, "no subprotocol: it should be mqtt"],
	[{ "Sec-WebSocket-Protocol": "mqttv3.1" }, "the subprotocol mqttv3.1, not mqtt"],
	[{ "Sec-WebSocket-Protocol": "MQTT" }, "the subprotocol MQTT, not mqtt"],
	[{ "Sec-WebSocket-Protocol": ["mqtt", "mqtt"] }, "the subprotocol mqtt, not mqtt"],
	[{ status: "HTTP/1.0 101 Switching Protocols" }, "an answer of HTTP/1.0"],
];

/** Responses that do not open a WebSocket, each with the error that it causes. */
export const ANSWERS = [
	["HTTP/1.1 200 OK\r\n", "HTTP 200 OK: no WebSocket at this path"],
	["HTTP/1.1 400 Bad Request\r\n", "HTTP 400 Bad Request"],
	["HTTP/1.1 401 Unauthorized\r\n", "HTTP 401 Unauthorized"],
	["HTTP/1.1 404 whatever\r\n", "HTTP 404 Not Found: nothing at this path"],
	["HTTP/1.0 502 Bad Gateway\r\n", "HTTP 502 Bad Gateway: nothing behind the proxy"],
	["HTTP/1.1 418 I'm a teapot\r\n", "HTTP 418"],
	["HTTP/2 200\r\n", "the answer is not HTTP"],
	["HTTP/1.1 \r\n", "the answer is not HTTP"],
	["\r\n", "the answer is not HTTP"],
	["\r\n\r\n", "the answer is not HTTP"],
	["220 mail.example ESMTP\r\n", "the answer is not HTTP"],
	["\x20\x02\x00\x00\n", "a malformed answer"],
	["HTTP/1.1 101 Switching Protocols\n", "a malformed answer"],
];
