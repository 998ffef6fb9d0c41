// The TLS protocol of one connection without I/O: records in, records out. ssl/session implements messages and
// ciphers. Incoming records are first checked for the protocol's order (handshake.ts), so that the handshake is
// complete only after both Finished, and any error ends the connection. Set-up until then, hot path afterwards;
// ssl/session allocates a hundred slots and more for each record.

import recordProtocol from "ssl/record";
import type { Secure } from "../../tls-options.js";
import { Alert, describeAlert } from "./alerts.js";
import { Certificates } from "./certificates.js";
import { ClientSession } from "./client-session.js";
import { Handshake, HandshakeType, HEADER_SIZE, RecordType } from "./handshake.js";
import { cut, joined } from "./record-reader.js";
import { Resumption } from "./resumption.js";

const OUT_OF_ORDER = "records out of order";

/** Handshake records that are still to be sent. ssl/session uses it as a socket that accepts everything. */
class Waiting {
	packets: Uint8Array[] = [];
	/** A counter that ssl/session maintains. */
	writable = 0;

	write(packet: Uint8Array): void {
		this.packets.push(packet);
	}
}

/** The state of TLS on one connection. */
export class Conversation {
	/** Records to send, in this order. */
	readonly waiting: Waiting;
	/** The data of the last record, until the caller takes it. */
	data: Uint8Array | undefined;
	/** Why nothing more can be received. */
	failure: string | undefined;
	/** The alert to send on a failure; negative for none. */
	alert: number;
	/** There is a resumable session that the app does not know yet. */
	fresh: boolean;
	private readonly secure: Secure;
	private readonly session: ClientSession;
	private readonly resumption: Resumption;
	private certificates: Certificates | undefined;
	/** Undefined once the handshake is complete. */
	private handshake: Handshake | undefined;
	/** Handshake messages of earlier records, of which the last is incomplete. */
	private begun: Uint8Array | undefined;

	/** @param name the server's name. */
	constructor(secure: Secure, name: string) {
		const resumption = new Resumption(secure, name);
		this.waiting = new Waiting();
		this.data = this.failure = this.begun = undefined;
		this.alert = -1;
		this.fresh = false;
		this.secure = secure;
		this.resumption = resumption;
		this.certificates = new Certificates(secure, name);
		this.handshake = new Handshake(resumption.identifier);
		this.session = new ClientSession(
			secure.isAddress(name) ? undefined : name,
			secure.applicationLayerProtocolNegotiation,
			secure.privateKey?.secret,
		);
		this.session.certificateManager = this.certificates;
	}

	/** Puts ClientHello into `waiting`. */
	begin(): void {
		const { ticket, identifier, secret } = this.resumption;
		this.waiting.write(this.session.clientHello(ticket, identifier?.buffer as ArrayBuffer, secret));
	}

	/** Whether both Finished have been received. */
	isComplete(): boolean {
		return !this.handshake;
	}

	/**
	 * Returns a record with this data, encrypted once the handshake is complete. Passes on exceptions of ssl/session.
	 */
	seal(type: RecordType, data: ArrayBuffer | ArrayBufferView): Uint8Array {
		return recordProtocol.packetize(this.session, type, data);
	}

	/** Processes a record if it is allowed now. On an error, sets `failure`. */
	take(record: Uint8Array): void {
		try {
			const { session, handshake } = this;
			const type = record[0];
			if (!session.serverCipher) {
				const complete = this.takePlain(record, handshake!);
				if (!complete) return;
				record = complete;
			}
			// The server changes its cipher only once, and application data comes only after Finished.
			else if (type === RecordType.changeCipherSpec || (handshake && type === RecordType.applicationData))
				throw new Error(OUT_OF_ORDER);
			recordProtocol.unpacketize(session, record);
			// Called only after ssl/session has returned, because it uses much of a device's small stack.
			this.certificates?.judge();
			if (session.alert) this.alerted(session.alert.level, session.alert.description);
			if (type === RecordType.handshake) this.follow(session.handshakeProcess);
			if (session.applicationData) {
				// Records may be empty.
				if (session.applicationData.length) this.data = session.applicationData;
				session.applicationData = undefined;
			}
		} catch (error) {
			this.explain(error as Error);
		}
	}

	/** Turns an exception into `failure` and `alert`. */
	explain(error: Error): void {
		const { session, handshake } = this;
		// ssl/session throws for alerts, even if they are only warnings.
		if (session.alert) this.alerted(session.alert.level, session.alert.description);
		else if (!handshake) this.end("malformed record", Alert.badRecordMAC);
		else if (this.certificates?.refused) this.end(error.message, Alert.badCertificate);
		else
			this.end(
				error.message || "malformed handshake",
				session.serverCipher ? Alert.badRecordMAC : Alert.handshakeFailure,
			);
	}

	private end(detail: string, alert: number): void {
		this.failure ??= detail;
		this.alert = alert;
		// The offered session may be the cause, so the next connection does without it.
		if (this.handshake) this.secure.session = undefined;
	}

	/** Checks an unencrypted record. Returns the record for ssl/session, if there is anything to process. */
	private takePlain(record: Uint8Array, handshake: Handshake): Uint8Array | undefined {
		const { begun } = this;
		switch (record[0]) {
			case RecordType.handshake: {
				// HelloRequest (4 zeros) is ignored, because a handshake is in progress (section 7.4.1.1).
				if (!begun && record.length === HEADER_SIZE + 4 && record[HEADER_SIZE] === HandshakeType.helloRequest) return;
				if (begun) record = joined(begun, record);
				this.begun = handshake.accept(record) ? undefined : record;
				if (this.begun) return;
				const { ticketAt } = handshake;
				return ticketAt ? this.takeTicket(record, ticketAt) : record;
			}
			case RecordType.alert:
				if (record.length !== HEADER_SIZE + 2) break;
				return this.alerted(record[HEADER_SIZE], record[HEADER_SIZE + 1]);
			case RecordType.changeCipherSpec:
				if (!begun && handshake.changes) return record;
		}
		throw new Error(OUT_OF_ORDER);
	}

	/**
	 * Handles NewSessionTicket, which begins at `at` and is the last message of its record. ssl/session processes the
	 * messages before it.
	 */
	private takeTicket(record: Uint8Array, at: number): undefined {
		const { session } = this;
		if (at > HEADER_SIZE) recordProtocol.unpacketize(session, cut(record, at));
		session.digestTicket(record.subarray(at));
	}

	/** Continues the handshake after ssl/session has processed messages, of which `message` was the last. */
	private follow(message: number): void {
		const { session, handshake } = this;
		if (!handshake) {
			// A server may request renegotiation, and a client may ignore it.
			if (message !== HandshakeType.helloRequest) throw new Error(OUT_OF_ORDER);
			session.handshakeMessages = undefined;
			return;
		}
		const finished = message === HandshakeType.finished;
		if (session.serverCipher && !finished) throw new Error(OUT_OF_ORDER);
		if (message !== HandshakeType.serverHelloDone && !finished) return;
		const identifier = session.serverSessionID;
		const secret = session.masterSecret;
		// ssl/session would compare the offered identifier even if the server has sent none.
		if (!identifier) session.clientSessionID = undefined;
		session.handshake(this.waiting);
		if (finished) this.complete(handshake, identifier, secret!);
		else handshake.answered = true;
	}

	/** Both Finished have been received. */
	private complete(handshake: Handshake, identifier: ArrayBuffer | undefined, secret: Uint8Array): void {
		const { session, secure } = this;
		const { ticket } = handshake;
		// If there is a ticket, the identifier does not count (RFC 5077 section 3.4). An empty ticket means that
		// there is none.
		const kept = ticket?.length ? ticket : !handshake.resumed && identifier ? new Uint8Array(identifier) : undefined;
		if (kept) this.fresh = this.resumption.keep(kept, kept === ticket, secret);
		if (!this.fresh && !handshake.resumed) secure.session = undefined;
		this.handshake = this.certificates = undefined;
		// Frees what is not needed any more.
		session.handshakeDigests = session.masterSecret = session.clientRandom = session.serverRandom = undefined;
		session.dhparams = session.options = undefined!;
	}

	/** Handles an alert of the peer. */
	private alerted(level: number, description: number): undefined {
		this.session.alert = undefined;
		if (level === 1 && description !== Alert.closeNotify) return;
		// close_notify is answered with close_notify.
		this.end(describeAlert(description), description === Alert.closeNotify && !this.handshake ? Alert.closeNotify : -1);
	}
}
