// The options of `npm start`.
import { Misuse, readOptions, whole } from "./options.js";

const usage = `npm start -- [options]

Runs examples/telemetry on the XS engine with an ESP8266's memory, and shows each message as the broker hands it on.

  --host HOST      use the broker at HOST instead of one that is started on this machine
  --port PORT      its port (1883; with a broker of our own, any free one)
  --count N        readings to publish (10)
  --interval MS    milliseconds between them (300)
  --static BYTES   memory of the device's JavaScript engine (32768)
  --bits 32|64     width of the engine: 32 as on the chip needs a compiler that can (64)
  --inspect        look into the device on a page: memory, packets, queue. Publishes until you stop it with Ctrl-C
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
				// Without an end (0) where someone looks.
				count: whole(values, "count", 1, 1_000_000) ?? (values.inspect ? 0 : 10),
				inspect: values.inspect ? 0 : undefined,
				interval: whole(values, "interval", 1, 3_600_000) ?? 300,
				static: whole(values, "static", 4_096, 16_777_216) ?? 32_768,
				bits: Number(bits),
			};
		},
	);
