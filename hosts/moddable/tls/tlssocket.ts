// "mote-mqtt/tlssocket": TLS 1.2 as an ECMA-419 socket, over the SDK's ssl/session and a TCP. ssl/session knows the messages and the
// ciphers. What comes in goes through here first, and is held to the protocol's order (handshake.ts): so nothing is ready before both
// Finished, and whatever is wrong ends in one onError. Set-up until then; the hot path after. There, ssl/session allocates for each
// record, a hundred slots and more; the `try` around it, 52 bytes of C heap, is what it takes to be sure of its exceptions.

import TCP from "mote-mqtt/socket";
import recordProtocol from "ssl/record";
import Session from "ssl/session";
import Timer from "timer";
import { expectInside } from "../../inside.js";
import type { Secure } from "../../tls-options.js";
import { Alert, describeAlert } from "./alerts.js";
import { Certificates } from "./certificates.js";
import { Handshake, HandshakeType, HEADER_SIZE, RecordType } from "./handshake.js";
import { joined, RecordReader } from "./record-reader.js";
import { RecordSize } from "./record-size.js";
import { Resumption } from "./resumption.js";

/** TLS 1.2. */
const VERSION = 0x0303;
interface TLSSocketOptions {
	address: string;
	host?: string;
	port: number;
	secure: Secure;
	target?: unknown;
	onReadable?(this: TLSSocket, count: number): void;
	onWritable?(this: TLSSocket, count: number): void;
	onError?(this: TLSSocket, detail: string): void;
}

const OUT_OF_ORDER = "records out of order";

const enum Phase {
	/** The TCP is not connected. */
	Connecting = 0,
	Handshake = 1,
	/** Both Finished have come; the app is told once there is room for something to write. */
	Complete = 2,
	Open = 3,
	/** Failed, and told so; or closed. */
	Closed = 4,
}

/** What the TCP has no room for yet of the handshake. To ssl/session it is a socket that takes everything. */
class Waiting {
	packets: Uint8Array[] = [];
	/** ssl/session keeps account of it. */
	writable = 0;

	write(packet: Uint8Array): void {
		this.packets.push(packet);
	}
}

/** A TLS socket: the contract of TCP, with a peer that is known, and data that nobody else can read or change. */
export default class TLSSocket {
	readonly target: unknown;
	private readonly onReadable: TLSSocketOptions["onReadable"];
	private readonly onWritable: TLSSocketOptions["onWritable"];
	private readonly onError: TLSSocketOptions["onError"];
	private readonly secure: Secure;
	/** Of the server. */
	private readonly name: string;
	private readonly tcp: InstanceType<typeof TCP>;
	private phase: Phase;
	private session!: Session;
	private certificates!: Certificates;
	/** Until it is complete. */
	private handshake: Handshake | undefined;
	private waiting: Waiting;
	/** The session is one that the app does not know yet. */
	private fresh: boolean;
	/** What the TCP has received and we have not read: announced once, so remembered. */
	private unread: number;
	/** What the TCP has room for; negative once it has failed. */
	private room: number;
	private readonly size: RecordSize;
	private readonly reader: RecordReader;
	/** Handshake messages of an earlier record, the last incomplete. */
	private begun: Uint8Array | undefined;
	/** Received data, which the app has read up to `position`. */
	private data: Uint8Array | undefined;
	private position: number;
	/** Why nothing more can be received. Told once `data` has been read. */
	private failure: string | undefined;
	/** What to tell the peer then; negative: nothing. */
	private alert: number;
	/** In a callback, after which will be done what read() leaves to be done. */
	private busy: boolean;

	/** Options as TCP's; `secure` is of takeSecure(). Throws what the constructor of TCP throws. */
	constructor(options: TLSSocketOptions) {
		const { secure, address, host = address } = options;
		this.target = options.target;
		this.onReadable = options.onReadable;
		this.onWritable = options.onWritable;
		this.onError = options.onError;
		this.secure = secure;
		this.name = secure.serverName ?? host;
		this.waiting = new Waiting();
		this.size = new RecordSize();
		this.reader = new RecordReader();
		this.phase = this.unread = this.room = this.position = this.alert = 0;
		this.handshake = this.begun = this.data = this.failure = undefined;
		this.busy = this.fresh = false;
		this.tcp = new TCP({
			...options,
			host,
			target: this,
			onReadable: onTCPReadable,
			onWritable: onTCPWritable,
			onError: onTCPError,
		});
	}

	/**
	 * All there is of one record, or `count` bytes, or as many as `into` has; undefined if there is nothing. Throws if there is
	 * less.
	 */
	read(into?: number | ArrayBuffer | ArrayBufferView): ArrayBuffer | number | undefined {
		const { data } = this;
		if (!data) return;
		const target = into instanceof Uint8Array ? into : bytesOf(into ?? data.length - this.position);
		if (target.length === 0) throw new Error("read: 0 bytes asked for");
		this.copy(data, target, 0, target.length);
		return typeof into === "object" ? target.length : (target.buffer as ArrayBuffer);
	}

	/**
	 * Reads `count` bytes, which must be there, into bytes[at, at + count); undefined if there is nothing. Throws a RangeError if that is
	 * not inside.
	 */
	readInto(bytes: Uint8Array, at: number, count: number): number | undefined {
		expectInside(bytes, at, count);
		const { data } = this;
		if (!data || count === 0) return;
		this.copy(data, bytes, at, count);
		return count;
	}

	private copy(data: Uint8Array, into: Uint8Array, at: number, count: number): void {
		const { position } = this;
		const left = data.length - position;
		if (count > left) throw new Error(`read: ${count} bytes asked for, ${left} are there`);
		into.set(count === data.length ? data : data.subarray(position, position + count), at);
		this.position += count;
		if (count === left) {
			this.position = 0;
			this.data = undefined;
			if (!this.busy && (this.unread || this.failure !== undefined)) Timer.set(() => this.advance(), 0);
		}
	}

	/** Takes all of `data`, or throws if that is more than onWritable said; the room left, undefined after a failure. */
	write(data: ArrayBuffer | ArrayBufferView): number | undefined {
		if (this.phase === Phase.Closed || this.room < 0) return;
		const room = this.capacity();
		if (data.byteLength > room) throw new Error(`write: ${data.byteLength} bytes, room for ${room}`);
		// A record without data would tell the peer nothing.
		if (data.byteLength === 0) return room;
		this.send(RecordType.applicationData, data);
		return this.room < 0 ? undefined : this.capacity();
	}

	/**
	 * Takes bytes[at, at + count), which must fit the room; the room left, undefined once the connection has failed or was closed.
	 * Throws a RangeError if that is not inside.
	 */
	writeFrom(bytes: Uint8Array, at: number, count: number): number | undefined {
		expectInside(bytes, at, count);
		return this.write(count === bytes.length ? bytes : bytes.subarray(at, at + count));
	}

	/** Closes after what was written, and says so to the peer; no callback comes after it. */
	close(): void {
		if (this.phase === Phase.Closed) return;
		if (this.phase === Phase.Open) this.tell(1, Alert.closeNotify);
		this.release();
	}

	/** What can be written at once, in bytes. */
	private capacity(): number {
		return this.phase === Phase.Open ? Math.max(0, this.size.fitting(this.room)) : 0;
	}

	// The TCP's events

	/** There are `count` bytes to be read. */
	readable(count: number): void {
		if (this.phase === Phase.Closed) return;
		this.unread = count;
		this.advance();
	}

	/** There is room for `count` bytes. */
	writable(count: number): void {
		if (this.phase === Phase.Closed) return;
		this.room = count;
		if (this.phase === Phase.Connecting) this.attempt(true);
		else this.flush();
		this.busy = true;
		this.announce();
		this.busy = false;
		this.advance();
	}

	/** The connection is lost. What was received before can still be read. */
	lost(): void {
		if (this.phase === Phase.Closed) return;
		if (this.phase < Phase.Open) this.unread = 0;
		this.failure ??= this.phase === Phase.Connecting ? "connection failed" : "connection lost";
		this.room = this.alert = -1;
		this.advance();
	}

	/** Reads records, until the app has something to read, or there is no more. */
	private advance(): void {
		if (this.busy) return;
		this.busy = true;
		while (this.unread && !this.data && this.phase !== Phase.Complete) {
			this.attempt(false);
			// It may have changed.
			const data = this.data as Uint8Array | undefined;
			if ((this.phase as Phase) === Phase.Complete) this.announce();
			else if (data) this.onReadable?.(data.length);
		}
		this.busy = false;
		if (this.failure !== undefined && !this.data && !this.unread) this.fail(this.failure);
	}

	/** The app may write: for the first time, once the handshake is complete and all of it sent. */
	private announce(): void {
		const { secure } = this;
		if (this.phase === Phase.Complete && !this.waiting.packets.length && this.size.fitting(this.room) > 0) {
			this.phase = Phase.Open;
			if (this.fresh && secure.session) secure.onSession?.(secure.session);
		}
		const count = this.capacity();
		if (count) this.onWritable?.(count);
	}

	/** Ends the connection, and says why. */
	private fail(detail: string): void {
		if (this.phase === Phase.Closed) return;
		if (this.alert >= 0) this.tell(this.alert ? 2 : 1, this.alert);
		this.release();
		this.onError?.(detail);
	}

	/** Nothing more can be received, as `detail` says; the peer will be told `alert`. */
	private doom(detail: string, alert: number): void {
		this.failure ??= detail;
		this.alert = alert;
		this.unread = 0;
		// If it was the offered session that failed, the next connection does without.
		if (this.handshake) this.secure.session = undefined;
	}

	private release(): void {
		this.phase = Phase.Closed;
		this.data = undefined;
		this.unread = 0;
		this.tcp.close();
	}

	// Records

	/** Begins the handshake, or reads on. Exceptions end here. */
	private attempt(begin: boolean): void {
		try {
			const record = begin ? this.begin() : this.readRecord();
			// Not from within: the stack of an ESP8266 is small, and certificates take much of it.
			if (record) this.take(record);
		} catch (error) {
			const { session, handshake } = this;
			const protectedNow = session?.serverCipher;
			// ssl/session throws for alerts, even where they are warnings.
			if (session?.alert) this.alerted(session.alert.level, session.alert.description);
			else if (!handshake) this.doom("malformed record", Alert.badRecordMAC);
			else {
				const refused = handshake.last === HandshakeType.certificate;
				const alert = refused ? Alert.badCertificate : protectedNow ? Alert.badRecordMAC : Alert.handshakeFailure;
				this.doom((error as Error).message || "malformed handshake", alert);
			}
		}
	}

	/** Sends ClientHello. */
	private begin(): undefined {
		const { secure, name } = this;
		const protocols = secure.applicationLayerProtocolNegotiation;
		const session = new Session({
			protocolVersion: VERSION,
			cache: false,
			...(!secure.isAddress(name) && { serverName: name }),
			...(protocols.length > 0 && { applicationLayerProtocolNegotiation: protocols }),
		});
		const resumption = new Resumption(secure, name);
		session.certificateManager = this.certificates = new Certificates(secure, name);
		session.cacheManager = resumption;
		this.session = session;
		this.handshake = new Handshake(resumption.identifier());
		this.phase = Phase.Handshake;
		session.initiateHandshake();
		session.handshake(this.waiting);
		// An address is not told to the server; but without a name, ssl/session saves nothing.
		session.options.tls_server_name = name;
		this.flush();
	}

	/** Reads what is missing of a record, which it returns once it is complete. */
	private readRecord(): Uint8Array | undefined {
		const count = Math.min(this.reader.missing(), this.unread);
		this.unread -= count;
		return this.reader.read(this.tcp, count);
	}

	/** Does what a record says, if it may come now. */
	private take(record: Uint8Array): void {
		const { session, handshake } = this;
		const type = record[0];
		if (!session.serverCipher) {
			const complete = this.takePlain(record, handshake!);
			if (!complete) return;
			record = complete;
		}
		// The ciphers change once, and data comes after Finished.
		else if (type === RecordType.changeCipherSpec || (handshake && type === RecordType.applicationData))
			throw new Error(OUT_OF_ORDER);
		recordProtocol.unpacketize(session, record);
		if (handshake) this.certificates.judge();
		if (session.alert) this.alerted(session.alert.level, session.alert.description);
		if (type === RecordType.handshake) this.follow(session.handshakeProcess);
		if (session.applicationData) {
			// A record may be empty.
			if (session.applicationData.length) this.data = session.applicationData;
			session.applicationData = undefined;
		}
	}

	/** An unprotected record: what ssl/session is to do, if anything. */
	private takePlain(record: Uint8Array, handshake: Handshake): Uint8Array | undefined {
		const { begun } = this;
		switch (record[0]) {
			case RecordType.handshake:
				// HelloRequest, of 4 zeros: we have begun already (section 7.4.1.1).
				if (!begun && record.length === HEADER_SIZE + 4 && record[HEADER_SIZE] === HandshakeType.helloRequest) return;
				if (begun) record = joined(begun, record);
				this.begun = handshake.accept(record) ? undefined : record;
				return this.begun ? undefined : record;
			case RecordType.alert:
				if (record.length !== HEADER_SIZE + 2) break;
				return this.alerted(record[HEADER_SIZE], record[HEADER_SIZE + 1]);
			case RecordType.changeCipherSpec:
				if (!begun && handshake.changes) return record;
		}
		throw new Error(OUT_OF_ORDER);
	}

	/** ssl/session has acted upon handshake messages, of which this was the last. */
	private follow(message: number): void {
		const { session, handshake } = this;
		if (!handshake) {
			// A server may ask for a new handshake; it is up to us, and we do not.
			if (message !== HandshakeType.helloRequest) throw new Error(OUT_OF_ORDER);
			session.handshakeMessages = undefined;
			return;
		}
		const finished = message === HandshakeType.finished;
		if (session.serverCipher && !finished) throw new Error(OUT_OF_ORDER);
		if (message !== HandshakeType.serverHelloDone && !finished) return;
		// ssl/session compares it with the one offered, even if the server has given none.
		if (!session.serverSessionID) session.clientSessionID = this.secure.session = undefined;
		session.handshake(this.waiting);
		this.flush();
		if (!finished) return;
		this.phase = Phase.Complete;
		this.size.choose(session.chosenCipher);
		this.fresh = !handshake.resumed;
		this.handshake = undefined;
		// What is not needed any more.
		session.handshakeDigests = session.masterSecret = session.clientRandom = session.serverRandom = undefined;
		session.dhparams = session.options = undefined!;
	}

	/** The peer has sent an alert. */
	private alerted(level: number, description: number): undefined {
		this.session.alert = undefined;
		if (level === 1 && description !== Alert.closeNotify) return;
		// A goodbye is answered.
		this.doom(
			describeAlert(description),
			description === Alert.closeNotify && !this.handshake ? Alert.closeNotify : -1,
		);
	}

	/** Sends an alert, if it can go at once. */
	private tell(level: number, description: number): void {
		if (this.phase > Phase.Connecting && this.size.fitting(this.room) >= 2 && !this.waiting.packets.length)
			this.send(RecordType.alert, Uint8Array.of(level, description));
	}

	private send(type: RecordType, data: ArrayBuffer | ArrayBufferView): void {
		try {
			this.room = this.tcp.write(recordProtocol.packetize(this.session, type, data)) ?? -1;
		} catch {
			this.room = -1;
			this.doom("cipher failed", -1);
			Timer.set(() => this.advance(), 0);
		}
	}

	/** Writes what is waiting, as far as there is room. */
	private flush(): void {
		const { packets } = this.waiting;
		while (packets.length && this.room > 0) {
			let packet = packets[0];
			if (packet.length > this.room) {
				packets[0] = packet.subarray(this.room);
				packet = packet.subarray(0, this.room);
			} else packets.shift();
			this.room = this.tcp.write(packet) ?? -1;
		}
	}
}

function bytesOf(into: number | ArrayBuffer | ArrayBufferView): Uint8Array {
	return ArrayBuffer.isView(into)
		? new Uint8Array(into.buffer, into.byteOffset, into.byteLength)
		: new Uint8Array(into as ArrayBuffer);
}

// The TCP's callbacks: `this` is the TCP, its target the socket.

type TCPSocket = { readonly target: TLSSocket };

function onTCPReadable(this: TCPSocket, count: number): void {
	this.target.readable(count);
}

function onTCPWritable(this: TCPSocket, count: number): void {
	this.target.writable(count);
}

function onTCPError(this: TCPSocket): void {
	this.target.lost();
}
