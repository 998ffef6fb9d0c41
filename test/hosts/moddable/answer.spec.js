// How a device's resolver decodes DNS packets, in Node.js.
import { addressesIn } from "../../../build/hosts/moddable/socket/answer.js";
import { deepEqual, equal, ok } from "../../assert.js";
import { hex } from "../../bytes.js";

/** Identifier 7, an answer; one question, this number of answers; a.test, A, IN. */
const head = (answers) => `00 07 81 80 00 01 00 0${answers} 00 00 00 00 01 "a" 04 "test" 00 00 01 00 01`;
/** A record whose name is that of the question. */
const record = (type, data, size = hex(data).length) => `C0 0C ${type} 00 01 00 00 00 3C 00 0${size} ${data}`;
const one = record("00 01", "0A 00 00 01", 4);
const two = record("00 01", "0A 00 00 FF", 4);
const alias = record("00 05", '01 "b" C0 0E', 4);

const found = (notation) => addressesIn(hex(notation));

describe("An answer of DNS", () => {
	it("has addresses, besides aliases and other records", () => {
		deepEqual(found(`${head(1)} ${one}`), ["10.0.0.1"]);
		deepEqual(found(`${head(2)} ${one} ${two}`), ["10.0.0.1", "10.0.0.255"]);
		deepEqual(found(`${head(3)} ${alias} ${two} ${one}`), ["10.0.0.255", "10.0.0.1"]);
		deepEqual(found(head(0)), []);
		deepEqual(found(`${head(1)} ${record("00 1C", "20 01 0D B8 00 00 00 00", 8)}`), []);
		// After the answers come other sections.
		deepEqual(found(`${head(1)} ${one} ${two}`), ["10.0.0.1"]);
	});

	it("without a question has no valid address", () => {
		deepEqual(
			found('00 00 84 00 00 00 00 01 00 00 00 00 01 "a" 05 "local" 00 00 01 00 01 00 00 00 3C 00 04 0A 00 00 01'),
			[],
		);
	});

	it("is invalid if it is truncated anywhere, or announces more than it has", () => {
		const whole = hex(`${head(2)} ${one} ${two}`);
		for (let size = 0; size < whole.length; size++) equal(addressesIn(whole.slice(0, size)), undefined, `${size}`);
		for (const count of [3, 255]) {
			whole[7] = count;
			equal(addressesIn(whole), undefined, `${count} answers`);
		}
	});

	it("is invalid if a name refers to itself, has no end, or is malformed", () => {
		const name = (bytes) => found(`00 07 81 80 00 01 00 01 00 00 00 00 ${bytes} 00 01 00 01 ${one}`);
		for (const bytes of ["C0 0C", '01 "a" C0 0C', "C0 0E C0 0C", "FF FF", "40 00", "BF 00", '3F "a" 00'])
			equal(name(bytes), undefined, bytes);
	});

	it("is invalid if it has another type than requested, or an address of another size", () => {
		for (const type of ["00 0C", "00 10", "00 21"])
			equal(found(`${head(2)} ${one} ${record(type, "00", 1)}`), undefined, type);
		for (const size of [0, 3, 5])
			equal(found(`${head(1)} ${record("00 01", "0A 00 00 01 05".slice(0, 3 * size), size)}`), undefined, `${size}`);
	});

	it("is none if there is more of it than the SDK counts to: 255 questions, and 65,535 records", () => {
		const whole = hex(`${head(1)} ${one}`);
		for (const at of [8, 10]) equal(addressesIn(whole.with(at, 1)), undefined, `count at ${at}`);
		deepEqual(addressesIn(whole.with(9, 255).with(11, 255)), ["10.0.0.1"]);
		const questions = (count) => `00 07 81 80 ${count} 00 01 00 00 00 00 ${"00 00 01 00 01 ".repeat(256)}`;
		equal(found(`${questions("01 00")} ${one}`), undefined);
		const answers = `00 07 81 80 00 01 01 00 00 00 00 00 00 00 01 00 01 ${`${one} `.repeat(256)}`;
		equal(found(answers), undefined);
	});

	it("is none if a name is longer than 255 bytes", () => {
		const name = (labels) =>
			found(`00 07 81 80 00 01 00 01 00 00 00 00 ${'01 "a" '.repeat(labels)} 00 00 01 00 01 ${one}`);
		deepEqual(name(127), ["10.0.0.1"]);
		equal(name(128), undefined);
	});

	it("with random damage is decoded to addresses or nothing, and always ends", () => {
		const whole = hex(`${head(3)} ${alias} ${one} ${two}`);
		let state = 1;
		const random = (limit) => {
			state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
			return (state >>> 8) % limit;
		};
		let accepted = 0;
		for (let i = 0; i < 20_000; i++) {
			const bytes = whole.slice(0, whole.length - (random(3) ? 0 : random(20)));
			for (let j = random(4); j >= 0; j--) bytes[random(bytes.length)] = random(2) ? random(256) : 0xc0 | random(2);
			const addresses = addressesIn(bytes);
			if (!addresses) continue;
			accepted++;
			for (const each of addresses) ok(/^\d+\.\d+\.\d+\.\d+$/.test(each), each);
		}
		ok(accepted > 1_000 && accepted < 19_000, `${accepted}`);
	});
});
