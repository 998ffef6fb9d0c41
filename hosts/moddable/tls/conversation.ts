// TLS on one connection, without I/O: records in, records out. ssl/session knows the messages and the ciphers. What comes in goes through here first,
// and is held to the protocol's order (handshake.ts): so nothing is complete before both Finished, and whatever is wrong ends it. Set-up until then;
// the hot path after. There, ssl/session allocates for each record, a hundred slots and more.

import recordProtocol from "ssl/record";
import type { Secure } from "../../tls-options.js";
import { Alert, describeAlert } from "./alerts.js";
import { Certificates } from "./certificates.js";
import { ClientSession } from "./client-session.js";
import { Handshake, HandshakeType, HEADER_SIZE, RecordType } from "./handshake.js";
import { cut, joined } from "./record-reader.js";
import { Resumption } from "./resumption.js";

const OUT_OF_ORDER = "records out of order";

/** Records of the handshake that are to be sent. To ssl/session it is a socket that takes everything. */
class Waiting {
	packets: Uint8Array[] = [];
	/** ssl/session keeps account of it. */
	writable = 0;

	write(packet: Uint8Array): void {
		this.packets.push(packet);
	}
}

/** What a client and a server say to each other. */
export class Conversation {
	/** To be sent, in this order. */
	readonly waiting: Waiting;
	/** Data of the last record, if there was any: for the taking. */
	data: Uint8Array | undefined;
	/** Why nothing more can be received. */
	failure: string | undefined;
	/** What to tell the peer then; negative: nothing. */
	alert: number;
	/** The session can be resumed, and is one that the app does not know yet. */
	fresh: boolean;
	private readonly secure: Secure;
	private readonly session: ClientSession;
	private readonly resumption: Resumption;
	private certificates: Certificates | undefined;
	/** Until it is complete. */
	private handshake: Handshake | undefined;
	/** Handshake messages of an earlier record, the last incomplete. */
	private begun: Uint8Array | undefined;

	/** `name`: of the server. */
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

	/** ClientHello is waiting then. */
	begin(): void {
		const { ticket, identifier, secret } = this.resumption;
		this.waiting.write(this.session.clientHello(ticket, identifier?.buffer as ArrayBuffer, secret));
	}

	/** Whether both Finished have come. */
	isComplete(): boolean {
		return !this.handshake;
	}

	/** A record with this in it, once complete protected. Throws what ssl/session does. */
	seal(type: RecordType, data: ArrayBuffer | ArrayBufferView): Uint8Array {
		return recordProtocol.packetize(this.session, type, data);
	}

	/** Does what a record says, if it may come now. What is wrong with it is in `failure`. */
	take(record: Uint8Array): void {
		try {
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
			// Not while ssl/session acts upon it: the stack of a device is small, and ssl/session takes much of it.
			this.certificates?.judge();
			if (session.alert) this.alerted(session.alert.level, session.alert.description);
			if (type === RecordType.handshake) this.follow(session.handshakeProcess);
			if (session.applicationData) {
				// A record may be empty.
				if (session.applicationData.length) this.data = session.applicationData;
				session.applicationData = undefined;
			}
		} catch (error) {
			this.explain(error as Error);
		}
	}

	/** What is wrong. */
	explain(error: Error): void {
		const { session, handshake } = this;
		// ssl/session throws for alerts, even where they are warnings.
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
		// If it was the offered session that failed, the next connection does without.
		if (this.handshake) this.secure.session = undefined;
	}

	/** An unprotected record: what ssl/session is to do, if anything. */
	private takePlain(record: Uint8Array, handshake: Handshake): Uint8Array | undefined {
		const { begun } = this;
		switch (record[0]) {
			case RecordType.handshake: {
				// HelloRequest, of 4 zeros: we have begun already (section 7.4.1.1).
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

	/** The server's ticket begins at `at`. It is the last message in its record: what is before it, if anything, is for ssl/session. */
	private takeTicket(record: Uint8Array, at: number): undefined {
		const { session } = this;
		if (at > HEADER_SIZE) recordProtocol.unpacketize(session, cut(record, at));
		session.digestTicket(record.subarray(at));
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
		const identifier = session.serverSessionID;
		const secret = session.masterSecret;
		// ssl/session compares it with the one offered, even if the server has given none.
		if (!identifier) session.clientSessionID = undefined;
		session.handshake(this.waiting);
		if (finished) this.complete(handshake, identifier, secret!);
		else handshake.answered = true;
	}

	/** Both Finished have come. */
	private complete(handshake: Handshake, identifier: ArrayBuffer | undefined, secret: Uint8Array): void {
		const { session, secure } = this;
		const { ticket } = handshake;
		// With a ticket, an identifier means nothing (RFC 5077 section 3.4). One that is empty is none, after all.
		const kept = ticket?.length ? ticket : !handshake.resumed && identifier ? new Uint8Array(identifier) : undefined;
		if (kept) this.fresh = this.resumption.keep(kept, kept === ticket, secret);
		if (!this.fresh && !handshake.resumed) secure.session = undefined;
		this.handshake = this.certificates = undefined;
		// What is not needed any more.
		session.handshakeDigests = session.masterSecret = session.clientRandom = session.serverRandom = undefined;
		session.dhparams = session.options = undefined!;
	}

	/** The peer has sent an alert. */
	private alerted(level: number, description: number): undefined {
		this.session.alert = undefined;
		if (level === 1 && description !== Alert.closeNotify) return;
		// A goodbye is answered.
		this.end(describeAlert(description), description === Alert.closeNotify && !this.handshake ? Alert.closeNotify : -1);
	}
}
