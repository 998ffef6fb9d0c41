// Runs only on errors. TLS alerts by name (RFC 5246 section 7.2, RFC 6066, RFC 7301).

/** Alerts that Mote sends or treats specially. */
export const enum Alert {
	closeNotify = 0,
	unexpectedMessage = 10,
	badRecordMAC = 20,
	handshakeFailure = 40,
	badCertificate = 42,
}

const names: Readonly<Record<number, string>> = Object.freeze({
	10: "unexpected_message",
	20: "bad_record_mac",
	22: "record_overflow",
	40: "handshake_failure",
	42: "bad_certificate",
	43: "unsupported_certificate",
	44: "certificate_revoked",
	45: "certificate_expired",
	46: "certificate_unknown",
	47: "illegal_parameter",
	48: "unknown_ca",
	49: "access_denied",
	50: "decode_error",
	51: "decrypt_error",
	70: "protocol_version",
	71: "insufficient_security",
	80: "internal_error",
	86: "inappropriate_fallback",
	90: "user_canceled",
	100: "no_renegotiation",
	112: "unrecognized_name",
	116: "certificate_required",
	120: "no_application_protocol",
});

/** The detail for onError when the peer has sent an alert. */
export function describeAlert(description: number): string {
	return description === Alert.closeNotify ? "closed by the server" : "alert " + (names[description] ?? description);
}
