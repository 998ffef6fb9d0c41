// The callbacks of 5.0, each about to be called.
import { Host5 } from "./host.js";

const publish = (client) => client.topic("a", { QoS: 1 }).publish();

/** For each callback, what the server sends to cause it, and what makes the client request that. */
export const CALLBACKS = Object.freeze([
	["onOutcome", "40 02 00 01", publish],
	["onOutcome", "40 03 00 01 97", publish],
	["onSubscribe", "90 05 FF FF 00 00 80", (client) => client.subscribe(["a", "b"])],
	["onUnsubscribe", "B0 05 FF FF 00 00 11", (client) => client.unsubscribe(["a", "b"])],
	["onSettled", "40 02 00 01", publish],
	["onMessage", '32 06 00 01 "m" 00 07 00', () => {}],
	["onDisconnect", "E0 01 89", () => {}],
]);

/** A machine whose client is about to call the callback of this name, which then runs `act`. */
export class CallbackHost extends Host5 {
	told = 0;
	act = undefined;

	constructor(name, ask) {
		super();
		const called = () => {
			this.told++;
			this.act?.();
		};
		this.online({ onOutcome: undefined, onSettled: undefined, onDisconnect: undefined, [name]: called });
		ask(this.made);
		this.writes.length = 0;
	}
}
