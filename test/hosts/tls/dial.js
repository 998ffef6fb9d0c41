// Records what an app sees of a TLS socket: the same in Node.js and on a device.
import { hex } from "../../bytes.js";
import { exercise } from "../seam/exercise.js";

/** The byte at `index` of the tests' data. */
export function pattern(index) {
	return (index * 31 + (index >> 8)) & 255;
}

/** Executes one plan after another: `done(results)`. */
export function dialEach(tls, plans, done) {
	const results = [];
	const next = () => {
		if (results.length === plans.length) done(results);
		else
			dial(tls, plans[results.length], (result) => {
				results.push(result);
				// Asynchronous, because a device's stack is small.
				Promise.resolve().then(next);
			});
	};
	next();
}

/**
 * Connects with the socket class of `tls(secure)`, executes `plan`, and passes what happened to `done(result)`.
 * @param plan.secure for tls(); bytes are given in hexadecimal.
 * @param plan.send how many bytes to send, as much as there is room for each time. When `plan.receive` bytes were
 * read, the socket is closed.
 * @param plan.exercise runs exercise() of test/hosts/seam instead; the value is a write's overhead. `result.said`:
 * its results.
 * @param plan.dials the number of successive connections with one result of tls().
 */
export function dial(tls, plan, done) {
	const sessions = [];
	const results = [];
	let socket;
	try {
		socket = tls(secureOf(plan.secure, sessions)).socket;
	} catch (error) {
		done({ thrown: `${error.name}: ${error.message}` });
		return;
	}
	if (plan.exercise !== undefined) {
		const said = [];
		const options = { ...socket, host: "broker.test", port: plan.port, overhead: plan.exercise };
		exercise(
			socket.io,
			options,
			(...each) => said.push(each),
			() => done({ said }),
		);
		return;
	}
	const next = (result) => {
		results.push(result);
		if (results.length < (plan.dials || 1)) connect(socket, plan, next);
		else done({ ...results[results.length - 1], sessions });
	};
	connect(socket, plan, next);
}

function connect(socket, plan, done) {
	const { send = 0, receive = 0 } = plan;
	/**
	 * The callbacks, without repetitions; the number of bytes sent and correctly received; the first room reported.
	 */
	const result = { calls: [], sent: 0, received: 0, room: 0, wrong: 0 };
	let open = true;

	function note(...call) {
		const text = call.join(": ");
		if (!open) result.calls.push(`${text} after close()`);
		else if (result.calls[result.calls.length - 1] !== text) result.calls.push(text);
	}

	function finish(it) {
		if (!open || result.sent < send || result.received < receive || plan.wait) return;
		it.close();
		open = false;
		done(result);
	}

	const IO = socket.io;
	new IO({
		nodelay: true,
		...socket,
		address: "127.0.0.1",
		host: plan.host || "broker.test",
		port: plan.port,
		target: result,
		onReadable(count) {
			note("readable");
			const bytes = new Uint8Array(count);
			this.read(bytes);
			for (let i = 0; i < count; i++) if (bytes[i] !== pattern(result.received++)) result.wrong++;
			finish(this);
		},
		onWritable(room) {
			note("writable");
			if (!result.room) result.room = room;
			while (room > 0 && result.sent < send) {
				const bytes = new Uint8Array(Math.min(room, send - result.sent));
				for (let i = 0; i < bytes.length; i++) bytes[i] = pattern(result.sent++);
				room = this.write(bytes);
			}
			finish(this);
		},
		onError(...detail) {
			note("error", ...detail);
			if (!open) return;
			result.after = this.write(new Uint8Array(1)) === undefined ? "nothing" : "something";
			this.close();
			open = false;
			done(result);
		},
	});
}

function secureOf(options, sessions) {
	const secure = { ...options, onSession: (bytes) => sessions.push(toHex(bytes)) };
	for (const name of ["certificate", "clientCertificates", "clientKey", "session"]) {
		const value = secure[name];
		if (value) secure[name] = Array.isArray(value) ? value.map(hex) : hex(value);
	}
	return secure;
}

function toHex(bytes) {
	let text = "";
	for (const byte of bytes) text += (byte < 16 ? "0" : "") + byte.toString(16).toUpperCase();
	return text;
}
