// The options of `npm run fuzz`.
import { Misuse, readOptions, whole } from "./options.js";

const usage = `npm run fuzz -- [options]

Sends the client what servers should not, and shows what it took, every few seconds. What fails is printed with what repeats it.

  --minutes N    how long (1); also parts of one
  --seed S       the first seed, of the clock unless told; the next round has the next one
  --runs R       streams for each property in a round (300)
  --guided       breeds streams that reach new places, in place of properties
  --stream HEX   one stream alone, in hexadecimal
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
