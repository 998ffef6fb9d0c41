// The files of an app that `mote new` writes.

/** The options of `mote new`. */
export interface App {
	name: string;
	typescript: boolean;
	tls: boolean;
	/** The version of mote-mqtt in package.json. */
	mote: string;
}

/** Whether npm gets the package from git. */
export const isGit = (mote: string): boolean => /^(git|github|ssh|https?):|\.git/.test(mote);

const json = (value: unknown): string => `${JSON.stringify(value, null, "\t")}\n`;

function main({ name, typescript, tls }: App): string {
	const typed = (type: string): string => (typescript ? `: ${type}` : "");
	const machine = tls ? '...tls({ certificate: new Resource("authority.der") })' : "...tcp";
	return `// ${name}: publishes a reading at an interval, which a message can change.
import config from "mc/config";
import { Client } from "mote-mqtt";
import { ${tls ? "tls" : "tcp"} } from "mote-mqtt/${tls ? "tls" : "tcp"}";
${tls ? 'import Resource from "Resource";\n' : ""}import Timer from "timer";

const status = "sensors/${name}/status";
let count = 0;

const client = new Client({
	${machine},
	host: config.host,
	port: Number(config.port),
	id: config.id,
	clean: false,
	will: { topic: status, message: "offline", QoS: 1, retain: true },
	birth: { topic: status, message: "online", QoS: 1, retain: true },
	onConnect() {
		trace(\`connected to \${config.host}:\${config.port}\\n\`);
	},
	onSettled() {
		if (count) trace(\`published and acknowledged: \${count}\\n\`);
	},
	onDisconnect(reason) {
		trace(\`not connected: \${reason.text}\\n\`);
	},
});

client.subscribe("sensors/${name}/interval", {
	QoS: 1,
	onMessage(message) {
		const milliseconds = Number(message.text);
		// Anyone who may publish can send anything, so the number is checked.
		if (!(milliseconds >= 100 && milliseconds <= 86_400_000)) return;
		trace(\`a reading every \${milliseconds} ms\\n\`);
		Timer.schedule(timer, milliseconds, milliseconds);
	},
});

const reading = client.topic("sensors/${name}/reading", { QoS: 1 });

/** On a board, read the sensor here. */
function sample()${typed("number")} {
	return 20 + (count % 100) / 10;
}

const timer = Timer.repeat(() => {
	// Without a connection, readings are queued until the memory is full. A refused one is not counted.
	if (reading.publish(\`{"celsius":\${sample()}}\`) > 0) count++;
}, Number(config.interval));
`;
}

function manifest({ name, tls }: App): string {
	const mote = "./node_modules/mote-mqtt";
	return json({
		include: [
			"$(MODDABLE)/examples/manifest_base.json",
			"$(MODDABLE)/examples/manifest_net.json",
			`${mote}/manifest.json`,
			...(tls ? [`${mote}/manifests/tls.json`] : []),
		],
		modules: { "*": "./main" },
		...(tls && { resources: { "*": "./certificates/authority" } }),
		config: { host: "127.0.0.1", port: tls ? 8883 : 1883, id: name, interval: 1000 },
		platforms: { esp: { creation: { stack: 384 } } },
	});
}

function packageJSON({ name, typescript, tls, mote }: App): string {
	return json({
		name,
		version: "0.1.0",
		private: true,
		type: "module",
		scripts: {
			start: "mote simulate",
			broker: tls ? "mote broker --tls certificates" : "mote broker",
			...(typescript && { check: "tsc" }),
		},
		dependencies: { "mote-mqtt": mote },
		devDependencies: { "@agoric/xsnap": "^0.15.0", aedes: "^1.2.0", ...(typescript && { typescript: ">=5.4" }) },
		// npm has run `prepare` when it fetched the package. Without an answer npm 11 warns of it with each installation.
		...(isGit(mote) && { allowScripts: { [mote]: false } }),
	});
}

const tsconfig = json({
	compilerOptions: {
		module: "ESNext",
		moduleResolution: "Bundler",
		customConditions: ["moddable"],
		target: "ES2022",
		lib: ["ES2023"],
		strict: true,
		noEmit: true,
		types: [],
	},
	// The simulator's types describe what a device has besides this package. The SDK's tools have their own types and
	// do not read this file.
	files: ["main.ts", "node_modules/mote-mqtt/hosts/simulator/app.d.ts"],
});

function readme({ name, typescript, tls }: App): string {
	const broker = tls ? "npx mote broker --tls certificates" : "npx mote broker";
	const authority = tls
		? `
\`certificates/\` contains your own authority (\`authority.der\`, which goes into the device) and the broker's certificate for this machine, signed by that authority. For another broker, put the
certificate of its authority there, in DER. All files except authority.der are secret.
`
		: "";
	return `# ${name}

A sensor: it publishes a reading on \`sensors/${name}/reading\` every second, and \`online\` or \`offline\` on \`sensors/${name}/status\`.

On a simulated device, with a broker on this machine, in two terminals:

    ${broker}
    npx mote simulate

With the Moddable SDK:

    mcconfig -m -p lin
    mcconfig -m -p esp32 ssid=… password=… host=…

\`host\`, \`port\`, \`id\` and \`interval\` are in manifest.json; \`npx mote simulate host=…\` and mcconfig override them. To change the interval (in milliseconds), with mosquitto's clients:

    mosquitto_pub -t sensors/${name}/interval -m 5000 -q 1${tls ? " -p 8883 --cafile …" : ""}
${typescript ? "\n`npx tsc` checks types. mcconfig checks them as well, the simulator does not.\n" : ""}${authority}
For all options of Mote, see node_modules/mote-mqtt/README.md.
`;
}

/** The app's files: contents by name. */
export function appFiles(app: App): Record<string, string> {
	return {
		"package.json": packageJSON(app),
		"manifest.json": manifest(app),
		[app.typescript ? "main.ts" : "main.js"]: main(app),
		"README.md": readme(app),
		...(app.typescript && { "tsconfig.json": tsconfig }),
		// npm 12 fetches nothing from git without it.
		...(isGit(app.mote) && { ".npmrc": "allow-git=root\n" }),
		".gitignore": `node_modules/\n${app.tls ? "certificates/\n" : ""}`,
	};
}
