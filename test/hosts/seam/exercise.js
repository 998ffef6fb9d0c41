// Checks a socket's readInto() and writeFrom() in order, with the server of server.js: the same in Node.js, in the
// simulators and on a device.

/** What the server receives first; it answers with the alphabet. */
export const HEARD = "cdeabnopyz";
export const ANSWER = "abcdefghijklmnopqrstuvwxyz";

/** Offsets and counts that are outside 16 bytes or invalid. */
const OUTSIDE = [
	[-1, 1],
	[17, 0],
	[16, 1],
	[0, 17],
	[15, 2],
	[4, -1],
	[0.5, 1],
	[0, 1.5],
	[Number.NaN, 1],
	[0, Number.POSITIVE_INFINITY],
	[2 ** 32, 1],
	[2 ** 32 + 1, 1],
	[1, 2 ** 32],
	[2 ** 31, 2 ** 31],
	[undefined, 1],
	[0, undefined],
	["1", 1],
];

/** The expected result of each check, by name. A socket that has failed or was closed comes last. */
export const EXPECTED = {
	"writeFrom takes bytes at an offset, all or none of them, and returns the room left": [3, 5, 5, 8],
	"writeFrom takes what a part of a buffer is now": [8, 10],
	"writeFrom throws for what is outside, and takes nothing of it": [...OUTSIDE.map(() => "RangeError"), 10],
	"writeFrom throws for what is no bytes": ["TypeError", "TypeError", "TypeError", 10],
	"the bytes are the caller's again when writeFrom returns": [10],
	"readInto throws for what is outside, and reads nothing": OUTSIDE.map(() => "RangeError"),
	"readInto throws for what is no bytes": ["TypeError", "TypeError", "TypeError"],
	"readInto throws for more than there is, and reads nothing": ["Error", "0"],
	"readInto reads nothing where nothing is asked for": ["0"],
	"readInto fills bytes at an offset, exactly, and nothing around them": ["0abc0", "0abcd", "eabcd"],
	"readInto fills a part of a buffer": ["0fgh0"],
	"read and write go on where they left off": ["ijkl", "mno"],
	"nothing is there any more": ["0"],
	"writeFrom returns undefined once the connection has failed": ["undefined"],
	"readInto reads nothing once the connection has failed": ["0"],
	"writeFrom returns undefined once the socket was closed": ["undefined"],
	"readInto reads nothing once the socket was closed": ["0"],
};

const letters = (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** Bytes as text, with "0" for zeros. */
const text = (bytes) => Array.from(bytes, (byte) => (byte ? String.fromCharCode(byte) : "0")).join("");

function outcome(action) {
	try {
		return String(action());
	} catch (error) {
		return error.name;
	}
}

/**
 * Calls `say` with a name of EXPECTED and the result, for each check, then `end`.
 * @param overhead the room that a write takes in addition to its bytes.
 */
export function exercise(TCP, { overhead = 0, ...options }, say, end) {
	let first = true;
	new TCP({
		address: "127.0.0.1",
		...options,
		onWritable(room) {
			if (!first) return;
			first = false;
			write(this, room, overhead, say);
		},
		onReadable(count) {
			if (count < ANSWER.length) return;
			read(this, say);
			this.writeFrom(letters("."), 0, 1);
		},
		onError() {
			const names = Object.keys(EXPECTED).slice(-4);
			say(names[0], [outcome(() => this.writeFrom(letters("x"), 0, 1))]);
			say(names[1], [nothing(this)]);
			this.close();
			say(names[2], [outcome(() => this.writeFrom(letters("x"), 0, 1))]);
			say(names[3], [nothing(this)]);
			end();
		},
	});
}

function write(socket, room, overhead, say) {
	const bytes = letters("abcdefghijklmnop");
	let spent = 0;
	// How many bytes the socket has accepted so far.
	const taken = (at, count, from = bytes) => {
		const left = socket.writeFrom(from, at, count);
		if (count) spent += overhead;
		return room - spent - left;
	};
	const none = () => taken(16, 0);
	const names = Object.keys(EXPECTED);
	say(names[0], [taken(2, 3), taken(0, 2), none(), taken(13, 3)]);

	const buffer = new ArrayBuffer(8, { maxByteLength: 8 });
	const tracking = new Uint8Array(buffer);
	tracking.set(letters("ayzb"));
	buffer.resize(3);
	const outside = outcome(() => socket.writeFrom(tracking, 2, 2));
	say(names[1], [outside === "RangeError" && none(), taken(0, 2, new Uint8Array(buffer, 1, 2))]);

	const tries = OUTSIDE.map(([at, count]) => outcome(() => socket.writeFrom(bytes, at, count)));
	say(names[2], [...tries, none()]);
	const strange = [undefined, "text", {}].map((each) => outcome(() => socket.writeFrom(each, 0, 1)));
	say(names[3], [...strange, none()]);
	bytes.fill(0x21);
	say(names[4], [none()]);
}

function read(socket, say) {
	const bytes = new Uint8Array(16);
	const names = Object.keys(EXPECTED).slice(5);
	say(
		names[0],
		OUTSIDE.map(([at, count]) => outcome(() => socket.readInto(bytes, at, count))),
	);
	say(
		names[1],
		[undefined, "text", {}].map((each) => outcome(() => socket.readInto(each, 0, 1))),
	);
	const large = new Uint8Array(64);
	say(names[2], [outcome(() => socket.readInto(large, 0, 27)), text(large.subarray(0, 1))]);
	socket.readInto(bytes, 3, 0);
	say(names[3], [text(bytes.subarray(3, 4))]);

	const at = [];
	for (const [offset, count] of [
		[1, 3],
		[4, 1],
		[0, 1],
	]) {
		socket.readInto(bytes, offset, count);
		at.push(text(bytes.subarray(0, 5)));
	}
	say(names[4], at);
	const part = new Uint8Array(10);
	socket.readInto(part.subarray(2, 7), 1, 3);
	say(names[5], [text(part.subarray(2, 7))]);

	const four = new Uint8Array(4);
	const rest = new Uint8Array(11);
	socket.read(four);
	socket.readInto(bytes, 0, 3);
	say(names[6], [text(four), text(bytes.subarray(0, 3))]);
	socket.readInto(rest, 0, 11);
	say(names[7], [nothing(socket)]);
}

/** The result of reading a byte that does not exist; a socket may throw. */
function nothing(socket) {
	const byte = new Uint8Array(1);
	outcome(() => socket.readInto(byte, 0, 1));
	return text(byte);
}
