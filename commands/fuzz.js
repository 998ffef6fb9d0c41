// The options of `npm run fuzz`.
import { Misuse, readOptions, whole } from "./options.js";

const usage = `npm run fuzz -- [options]

Sends invalid and random data to the client and prints progress every few seconds. A failure is printed with the command that repeats it.

  --minutes N    how long to run, fractions allowed (1)
  --seed S       seed of the first round, taken from the clock by default; each round adds 1
  --runs R       streams per property and round (300)
  --guided       coverage-guided: mutate streams that reach new code, instead of testing properties
  --stream HEX   send only this stream, given in hexadecimal
`;
const text = { type: "string" };

export const fuzzOptions = () =>
	readOptions(
		"npm run fuzz",
		usage,
		{ minutes: text, seed: text, runs: text, guided: { type: "boolean" }, stream: text },
		(values) => {
			const { minutes = "1", guided = false, stream } = values;
			if (!(Number(minutes) > 0 && Number(minutes) <= 10_000))
				throw new Misuse(`--minutes: expected a number from 0 to 10000, got ${JSON.stringify(minutes)}`);
			if (stream !== undefined && !/^([0-9a-f]{2})*$/i.test(stream))
				throw new Misuse("--stream: expected bytes in hexadecimal, two digits each");
			return {
				minutes: Number(minutes),
				seed: whole(values, "seed", 0, 0x7fffffff),
				runs: whole(values, "runs", 1, 1_000_000),
				guided,
				stream,
			};
		},
	);
