// The options of `npm start`.
import { Misuse, readOptions, whole } from "./options.js";

const usage = `npm start -- [options]

Runs examples/telemetry in the XS engine with the memory of an ESP8266, and prints each message that the broker forwards.

  --host HOST      use the broker at HOST instead of starting one on this machine
  --port PORT      the broker's port (1883 with --host; otherwise any free port)
  --count N        number of readings to publish (10)
  --interval MS    milliseconds between them (300)
  --static BYTES   memory of the device's JavaScript engine (32768)
  --bits 32|64     word size of the engine (64); 32, as on the chip, needs a compiler with 32-bit support
  --inspect        serve a page that shows the device's memory, packets and queue; publishes until you press Ctrl-C
`;
const text = { type: "string" };

export const startOptions = () =>
	readOptions(
		"npm start",
		usage,
		{ host: text, port: text, count: text, interval: text, static: text, bits: text, inspect: { type: "boolean" } },
		(values) => {
			const { host, bits = "64" } = values;
			if (host === "") throw new Misuse("--host: expected the name or address of a broker");
			if (bits !== "32" && bits !== "64") throw new Misuse(`--bits: expected 32 or 64, got ${JSON.stringify(bits)}`);
			return {
				host,
				port: whole(values, "port", 1, 65_535),
				// With --inspect, the app publishes until it is stopped (0 means no end).
				count: whole(values, "count", 1, 1_000_000) ?? (values.inspect ? 0 : 10),
				inspect: values.inspect ? 0 : undefined,
				interval: whole(values, "interval", 1, 3_600_000) ?? 300,
				static: whole(values, "static", 4_096, 16_777_216) ?? 32_768,
				bits: Number(bits),
			};
		},
	);
