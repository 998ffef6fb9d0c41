// The SDK's modules, as far as they are used here.
declare module "embedded:io/socket/tcp" {
	const TCP: import("mote-mqtt").SocketSettings["io"];
	export default TCP;
}
declare module "mote-mqtt/socket" {
	const TCP: import("mote-mqtt").SocketSettings["io"];
	export default TCP;
}
declare module "mote-mqtt/resolver" {
	const Resolver: import("mote-mqtt").ResolverSettings["io"];
	export default Resolver;
}
declare module "embedded:io/socket/udp" {
	const UDP: new (options: object) => object;
	export default UDP;
}
declare module "embedded:network/dns/resolver/udp" {
	const Resolver: import("mote-mqtt").ResolverSettings["io"];
	export default Resolver;
}
declare module "net" {
	/** "DNS": the addresses of the servers that the network has named; undefined in the SDK's simulator. */
	const Net: { get(name: "DNS"): string[] | undefined };
	export default Net;
}
declare module "timer" {
	const Timer: import("mote-mqtt").Timers;
	export default Timer;
}
declare module "time" {
	const Time: import("mote-mqtt").Clock;
	export default Time;
}

// For TLS.
declare module "mote-mqtt/tlssocket" {
	const TLSSocket: import("mote-mqtt").SocketSettings["io"];
	export default TLSSocket;
}
