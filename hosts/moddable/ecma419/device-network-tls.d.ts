// device-network-tls.js exports nothing: it defines device.network.mqtts.
export {};
