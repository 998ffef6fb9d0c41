import { Redirect } from "mote-mqtt/redirect";
import { equal } from "../../assert.js";
import { ACCEPTED, Host5, KEPT } from "../../mqtt5/host.js";
import { accept, fails, next, start, where } from "../servers.js";

/** CONNACK: use another server, "two:99". */
const REFERS = '20 0C 00 9C 09 1C 00 06 "two:99"';

describe("Several servers, in 5.0,", () => {
	it("may name another one, which is left for the one that named it, and that for the next of the list", () => {
		const host = start(Host5, { ...KEPT, redirect: new Redirect() }, ["a.example", "b.example"]);
		equal(where(host), "a.example:1883");
		accept(host, REFERS);
		equal(next(host), "two:99");
		equal(fails(host), "a.example:1883");
		equal(fails(host), "b.example:1883");
		accept(host, REFERS);
		equal(next(host), "two:99");
		// With the same clean flag as the server that has redirected the client.
		equal(accept(host, ACCEPTED), true);
		equal(fails(host), "b.example:1883");
	});
});
