// Replaces the SDK's "ssl/record": encodes and decodes records, and throws where the SDK's does. The caller is
// responsible for their order. The cipher is a toy that has AES's overhead. As with GCM, there are 8 bytes of nonce
// before the data, and 16 after it, which contain the key, the record's number, its type and its size. The data's
// bytes are changed by the key.
const SERVER_KEY = 0x55;
const CLIENT_KEY = 0x2a;
const HEADER = 5;
const NONCE = 8;
const TAG = 16;

/** A record protected by a peer with `key`, which is 0 before ChangeCipherSpec. */
export function seal(key, number, type, data) {
	const bytes = new Uint8Array(data.buffer ?? data, data.byteOffset ?? 0, data.byteLength);
	const prefix = key ? NONCE : 0;
	const size = prefix + bytes.length + (key ? TAG : 0);
	const record = new Uint8Array(HEADER + size);
	record.set([type, 3, 3, size >> 8, size]);
	if (key) record[HEADER + prefix - 1] = number;
	for (let i = 0; i < bytes.length; i++) record[HEADER + prefix + i] = bytes[i] ^ key;
	if (key) record.set([key, number, type, bytes.length], HEADER + prefix + bytes.length);
	return record;
}

/** The server's record `number` after ChangeCipherSpec. */
export const fromServer = (number, type, data) => seal(SERVER_KEY, number, type, data);

/** The contents of a client's record. */
export function opened(record) {
	return record.slice(HEADER + NONCE, -TAG).map((byte) => byte ^ CLIENT_KEY);
}

export default {
	packetize(session, type, data) {
		const cipher = session.clientCipher;
		if (!cipher) return seal(0, 0, type, data);
		return seal(cipher.key, cipher.number++, type, data);
	},

	unpacketize(session, record) {
		const type = record[0];
		const cipher = session.serverCipher;
		let fragment = record.subarray(HEADER);
		if (cipher) {
			const end = fragment.length - NONCE - TAG;
			const [key, number, kind, size] = fragment.slice(Math.max(end, 0) + NONCE);
			if (end < 0 || key !== cipher.key || number !== cipher.number || kind !== type || size !== (end & 255))
				throw new Error("recordProtocol auth failed");
			cipher.number++;
			fragment = fragment.slice(NONCE, NONCE + end).map((byte) => byte ^ key);
		}
		switch (type) {
			case 20:
				if (fragment[0] !== 1) throw new Error("changeCipherSpec: bad type");
				if (!session.masterSecret) throw new TypeError("no secret");
				session.serverCipher = { key: SERVER_KEY, number: 0 };
				break;
			case 21:
				if (fragment.length < 2) throw new Error();
				session.alert = { level: fragment[0], description: fragment[1] };
				if (fragment[1]) throw new Error(`alert: ${fragment[0]}, ${fragment[1]}`);
				break;
			case 22:
				for (let at = 0; at < fragment.length; ) at = session.message(fragment, at);
				break;
			case 23:
				session.applicationData = fragment;
				break;
			default:
				throw new Error("recordProtocol: bad data");
		}
	},
};

export { CLIENT_KEY };
