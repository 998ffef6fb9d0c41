// What apps use, with 5.0. Set-up, but for what it inherits.
import { Client, type Subscription } from "../client.js";
import type { Connection } from "../connection.js";
import {
	type ClientOptions,
	encode,
	expect,
	expectBoolean,
	expectInteger,
	type Sizes,
	withDefaults,
} from "../options.js";
import { Code } from "../reason.js";
import { type ConnectFields5, encodeConnect5, encodeReason } from "../wire/mqtt5.js";
import { encodeConnect } from "../wire/mqtt311.js";
import { Packet } from "../wire/packet.js";
import { Id, type Properties } from "../wire/properties.js";
import { PropertyList } from "../wire/property-list.js";
import { encodeUTF8 } from "../wire/utf8.js";
import { Connection5, Refusal, type Sizes5 } from "./connection.js";
import {
	type ClientOptions5,
	encodeProperties,
	messageProperties,
	type SubscribeOptions,
	type Subscription5,
	seconds,
	type TopicOptions5,
	type UnsubscribeOptions,
	type Will5,
} from "./options.js";
import { Code5, Reason } from "./reason.js";
import { concat, Topic5 } from "./topic.js";

/** What is added to the options of 3.1.1, with defaults. */
interface Settings5 extends Omit<ClientOptions5, keyof ClientOptions | "receiveMaximum"> {
	sessionExpiry: number;
	receiveMaximum?: number | undefined;
}

// As in 3.1.1: the options are properties of the client.
export interface Client5 extends Settings5 {}

/**
 * An MQTT client that speaks 5.0. As that of 3.1.1, it connects when it is made, and again whenever the connection is lost; and all
 * memory for messages is reserved by the constructor.
 */
export class Client5 extends Client {
	declare readonly connection: Connection5;
	/** What CONNECT is made of: anew for each connection. */
	private fields!: { -readonly [name in keyof ConnectFields5]: ConnectFields5[name] };
	/** Where we go when a server that another one named is no good: the host and port of the options. */
	private home: { host: string; port: number } | undefined;
	/** In UTF-8. */
	private authenticationMethod!: Uint8Array;
	/** The server does not speak 5.0, and so we no longer do. */
	private falls: boolean | undefined;
	/** Another server was named, and not tried yet. */
	private referred: boolean | undefined;

	/** Throws TypeError or RangeError that name the option. The first callback comes after it has returned. */
	constructor(options: ClientOptions5) {
		super(options as ClientOptions);
	}

	/**
	 * The properties of the packet that the present callback is about: of CONNACK in onConnect, of the message in onMessage, of
	 * DISCONNECT in onDisconnect, and so on. Valid until the callback returns.
	 */
	get properties(): Properties {
		return this.connection.properties;
	}

	/** @internal */
	override prepare(fields: ConnectFields5): void {
		// One after another, each on its own: a device's stack is small.
		this.takeDefaults();
		this.fields = { ...fields, properties: NOTHING, willProperties: NOTHING };
		let options: object = this.connectOptions();
		this.fields.properties = encodeProperties(options, connectProperties);
		options = willOptions(this.will as Will5 | undefined);
		this.fields.willProperties = encodeProperties(options, willProperties);
		if (this.authentication) this.authenticationMethod = encode("authentication.method", this.authentication.method);
		if (this.redirect) this.home = { host: this.host, port: this.port };
		delete this.userProperties;
		// To say at once what is wrong.
		this.encode(false, undefined);
	}

	private takeDefaults(): void {
		const exactlyOnce = this.exactlyOnce?.identifiers.length;
		const aliases = withDefaults({ ...this.aliases }, defaultAliases);
		const authentication = this.authentication;
		this.aliases = aliases;
		this.receiveMaximum = this.receiveMaximum === undefined ? exactlyOnce : this.receiveMaximum;
		this.sessionExpiry = this.sessionExpiry === undefined ? (this.clean ? 0 : Infinity) : this.sessionExpiry;
		expectInteger("aliases.send", aliases.send, 0, 65_535);
		expectInteger("aliases.receive", aliases.receive, 0, 65_535);
		expectInteger("aliases.size", aliases.size, 1, 65_535);
		expect(!authentication || (authentication.method && authentication.answer), "authentication", "{ method, answer }");
		if (exactlyOnce) expectInteger("receiveMaximum", this.receiveMaximum as number, 1, exactlyOnce);
	}

	private connectOptions(): object {
		return {
			sessionExpiry: seconds("sessionExpiry", this.sessionExpiry) || undefined,
			receiveMaximum: this.receiveMaximum,
			maximumPacketSize: this.oversize === "stream" ? undefined : this.buffers!.receive,
			topicAliasMaximum: this.aliases!.receive || undefined,
			requestResponseInformation: this.requestResponseInformation,
			requestProblemInformation: this.requestProblemInformation,
			userProperties: this.userProperties,
		};
	}

	/** Encodes CONNECT: anew for each connection. @internal */
	encode(fallen: boolean, data: Uint8Array | undefined): void {
		const encode = fallen ? encodeConnect : encodeConnect5;
		const fields = { ...this.fields };
		// The last server may have had another one.
		this.keepAlive = fields.keepAlive * 1_000;
		if (this.authentication) fields.properties = concat(fields.properties, this.encodeAuthentication(data));
		let packet = new Uint8Array(0);
		packet = new Uint8Array(-encode(packet, fields));
		encode(packet, fields);
		this.connectPacket = packet.buffer as ArrayBuffer;
	}

	/** Properties of AUTH, and of CONNECT. @internal */
	encodeAuthentication(data: Uint8Array | undefined): Uint8Array {
		const method = this.authenticationMethod;
		expect(data === undefined || data instanceof Uint8Array, "authentication", "bytes as data");
		const list = new PropertyList(method.length + 6 + (data ? data.length : 0));
		list.add(Id.authenticationMethod, method);
		if (data) list.add(Id.authenticationData, data);
		return list.bytes.slice(0, list.length);
	}

	protected override connectWith(sizes: Sizes): Connection {
		const aliases = this.aliases as Sizes5["aliases"];
		delete this.aliases;
		return new Connection5(this, { ...sizes, aliases });
	}

	/**
	 * A topic to publish to. Throws TypeError or RangeError. Allocates: make it once, and keep it.
	 * @param name Topic Name (section 4.7): at least one character, no wildcards.
	 */
	override topic(name: string, options?: TopicOptions5): Topic5 {
		return super.topic(name, options) as Topic5;
	}

	protected override topicWith(name: Uint8Array, options?: TopicOptions5): Topic5 {
		options = this.takeTopic(options) as TopicOptions5;
		seconds("expiry", options.expiry);
		const fixed = encodeProperties(options, messageProperties);
		return new Topic5(this.connection, name, options, fixed);
	}

	/**
	 * Answers a request: publishes to the response topic of a message, with its correlation data (section 4.10). Allocates.
	 * @returns as Topic.publish(); Refusal.invalid if the message asks for no answer. Throws for options as topic() does.
	 */
	respond(payload: Uint8Array | string, options?: TopicOptions5): number {
		// What has come was checked then: it need not become text, and go through topic().
		const name = this.copied(Id.responseTopic, 0);
		if (!name) return Refusal.invalid;
		if (name.length + 6 > this.connection.window.capacity) return Refusal.tooLarge;
		options = { ...options, correlationData: undefined };
		const topic = this.topicWith(name, options);
		// Behind its identifier and length.
		topic.append(this.copied(Id.correlationData, 3));
		return topic.publish(payload);
	}

	/** A property's bytes, and so many before them; undefined if there is none. */
	private copied(identifier: number, before: number): Uint8Array | undefined {
		const properties = this.properties;
		return properties.find(identifier) ? properties.bytes.slice(properties.start - before, properties.end) : undefined;
	}

	/**
	 * Subscribes (section 3.8), as with 3.1.1; a shared subscription is the filter "$share/name/filter" (section 4.8.2).
	 * @param QoS of a single filter, 0 by default; a list has it for each.
	 * @param options what goes with the request; for a single filter also noLocal, retainAsPublished and retainHandling.
	 */
	override subscribe(
		filters: string | readonly (string | Subscription5)[],
		QoS: 0 | 1 | 2 = 0,
		options: SubscribeOptions = {},
	): number {
		checkShared(filters);
		this.connection.requestProperties = encodeProperties(options, subscribeProperties);
		return super.subscribe(typeof filters === "string" ? [{ ...options, filter: filters, QoS }] : filters);
	}

	/** Unsubscribes (section 3.10), as with 3.1.1. */
	override unsubscribe(filters: string | readonly string[], options: UnsubscribeOptions = {}): number {
		checkShared(filters);
		this.connection.requestProperties = encodeProperties(options, unsubscribeProperties);
		return super.unsubscribe(filters);
	}

	protected override subscriptionOptions(subscription: Subscription): number {
		const { filter, noLocal, retainAsPublished, retainHandling } = withDefaults(
			{ ...(subscription as Subscription5) },
			defaultSubscription,
		);
		const QoS = super.subscriptionOptions(subscription);
		expectBoolean("noLocal", noLocal);
		expectBoolean("retainAsPublished", retainAsPublished);
		expectInteger("retainHandling", retainHandling, 0, 2);
		if (filter?.startsWith("$share/")) {
			expect(!noLocal, "noLocal", "false for a shared subscription");
		}
		return QoS | (noLocal ? 4 : 0) | (retainAsPublished ? 8 : 0) | (retainHandling << 4);
	}

	/**
	 * Disconnects, as with 3.1.1 (section 3.14).
	 * @param options `sessionExpiry`, in milliseconds, takes the place of the option; `will`: true has the server publish the will.
	 */
	override disconnect(within = this.timeout, options: { sessionExpiry?: number; will?: boolean } = {}): void {
		const sessionExpiry = seconds("sessionExpiry", options.sessionExpiry);
		if (sessionExpiry && !this.sessionExpiry) throw new RangeError("sessionExpiry: expected 0, as it was 0 in CONNECT");
		if (this.connection.leaving) return;
		super.disconnect(within);
		const properties = encodeProperties({ sessionExpiry } as object, sessionProperties);
		const packet = new Uint8Array(16);
		const size = encodeReason(packet, Packet.DISCONNECT, options.will ? 4 : 0, properties);
		this.connection.farewell = size > 2 ? packet.slice(0, size) : undefined;
	}

	/** Authenticates again (section 4.12.1); needs the option `authentication`. Whether that could be begun. */
	reauthenticate(): boolean {
		const connection = this.connection;
		if (!this.authentication || !this.connected || connection.fallen || connection.authenticating) return false;
		connection.authenticating = connection.sendAuthentication(Code5.reauthenticate, this.authentication.begin?.());
		return connection.authenticating;
	}

	// What the connection tells

	/** The server has made up an identifier for us: it is ours from now on. @internal */
	assigned(id: string): void {
		if (!this.fields.id.length) this.fields = { ...this.fields, id: encodeUTF8(id) as Uint8Array };
	}

	/** The server has named another one (section 4.11): the first of "host:port host:port …" is taken. @internal */
	refer(reference: string | undefined): void {
		const first = reference?.split(" ")[0];
		if (!this.home || !first) return;
		const colon = first.lastIndexOf(":");
		const port = Number(first.slice(colon + 1));
		const hasPort = colon > 0 && port > 0 && port < 65_536;
		this.host = hasPort ? first.slice(0, colon) : first;
		this.port = hasPort ? port : this.home.port;
		this.referred = true;
	}

	protected override describe(present: boolean): { readonly present: boolean } {
		return this.connection.server ?? super.describe(present);
	}

	/** @internal */
	override ended(code: number): void {
		this.falls = code === Code.unsupportedProtocolVersion && !!this.fallback && !this.connection.fallen;
		// Here, where there is stack left, and before the app is told, which may save the session.
		if (this.falls) this.connection.fall();
		super.ended(code);
	}

	protected override open(): void {
		const connection = this.connection;
		const authentication = connection.fallen ? undefined : this.authentication;
		if (this.referred) this.referred = false;
		else if (this.home) Object.assign(this, this.home);
		// Often enough, while there is no connection for weeks.
		connection.uptime();
		connection.authenticating = authentication !== undefined;
		try {
			this.encode(connection.fallen, authentication?.begin?.());
		} catch {
			return this.ended(Code.connectFailed);
		}
		super.open();
	}

	protected override isFinal(code: number): boolean {
		if (this.falls) return false;
		if (code === Code5.useAnotherServer || code === Code5.serverMoved) return !this.redirect;
		return (
			super.isFinal(code) ||
			code === Code5.banned ||
			code === Code5.badAuthenticationMethod ||
			code === Code5.sessionTakenOver
		);
	}

	protected override reasonText(code: number): string {
		// No find(): what calls this may be deep in the stack.
		for (const name in Reason) if (Reason[name as keyof typeof Reason] === code) return name;
		return "reason code " + code;
	}
}

const defaultAliases = Object.freeze({ send: 8, receive: 0, size: 64 });
const defaultSubscription = Object.freeze({ noLocal: false, retainAsPublished: false, retainHandling: 0 });
const connectProperties = Object.freeze([
	"sessionExpiry",
	"receiveMaximum",
	"maximumPacketSize",
	"topicAliasMaximum",
	"requestResponseInformation",
	"requestProblemInformation",
]);
const willProperties = Object.freeze([...messageProperties, "willDelay", "messageExpiry"]);
const subscribeProperties = Object.freeze(["subscriptionIdentifier"]);
const unsubscribeProperties = Object.freeze([] as string[]);
const sessionProperties = Object.freeze(["sessionExpiry"]);

/** Throws TypeError for a shared subscription without name or filter (section 4.8.2). All else is checked for any filter. */
function checkShared(filters: string | readonly (string | Subscription5)[]): void {
	[filters].flat().forEach((each) => {
		const levels = String((each as Subscription5)?.filter ?? each).split("/");
		const name = levels[1];
		expect(
			levels[0] !== "$share" || levels.length < 2 || (name && name !== "+" && (levels[2] || levels.length > 3)),
			"filter",
			"$share/name/filter, the name not +",
		);
	});
}

const NOTHING = new Uint8Array(0);

function willOptions(will: Will5 | undefined): object {
	return {
		...will,
		willDelay: seconds("will.willDelay", will?.willDelay),
		messageExpiry: seconds("will.messageExpiry", will?.messageExpiry),
	};
}
