// Measures the overhead that is in every figure: a turn of the loop, and the socket.
import probe from "simulator:probe";
import { host } from "host";
import { pingresp, v4 } from "packets";

const { message0, publish0 } = v4;

function open(onReadable) {
	return new host.socket.io({ address: "127.0.0.1", port: 1883, onReadable, onWritable() {} });
}

function measured() {
	const whole = new Uint8Array(message0.length);
	const head = new Uint8Array(2);
	const rest = new Uint8Array(message0.length - 2);
	const bytes = new Uint8Array(publish0);
	const window = new Uint8Array(256);
	const socket = open(function () {
		this.read(whole);
	});
	const twice = open(function () {
		this.read(head);
		this.read(rest);
	});
	const operations = [
		{
			name: "loop",
			run(count) {
				for (let i = 0; i < count; i++);
			},
		},
		{
			name: "write",
			written: publish0,
			run(count) {
				for (let i = 0; i < count; i++) socket.write(bytes);
			},
		},
		{
			name: "receive, read",
			run(count) {
				for (let i = 0; i < count; i++) socket.feed(message0);
			},
		},
		{
			name: "receive, read twice",
			run(count) {
				for (let i = 0; i < count; i++) twice.feed(message0);
			},
		},
		{
			name: "no timer is due",
			run(count) {
				for (let i = 0; i < count; i++) probe.pass(1);
			},
		},
	];
	if (socket.readInto) {
		const into = open(function (count) {
			this.readInto(window, 7, count);
		});
		operations.push(
			{
				name: "writeFrom",
				written: publish0,
				run(count) {
					for (let i = 0; i < count; i++) socket.writeFrom(window, 7, publish0);
				},
			},
			{
				name: "receive, readInto",
				run(count) {
					for (let i = 0; i < count; i++) into.feed(message0);
				},
			},
			{
				name: "receive two bytes, readInto",
				run(count) {
					for (let i = 0; i < count; i++) into.feed(pingresp);
				},
			},
		);
	}
	return { client: "harness", operations };
}

export const groups = [measured];
