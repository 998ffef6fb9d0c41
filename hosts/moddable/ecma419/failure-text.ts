// Set-up. The texts that onError passes to the app when a connection fails.
import { Code } from "../../../src/wire/reason-code.js";

/** The text for a reason. `reason` is a Code, or a CONNACK return code, negated. */
export function failureText(reason: number): string {
	const texts: Record<number, string> = {
		[Code.malformedPacket]: "malformed packet",
		[Code.protocolError]: "protocol error",
		[Code.keepAliveTimeout]: "no answer",
		[Code.connectTimeout]: "timeout",
		[Code.hostNotFound]: "host not found",
		[Code.unspecifiedError]: "no socket",
	};
	return texts[reason] ?? (reason < 0 ? "refused: " + -reason : "connection lost");
}
