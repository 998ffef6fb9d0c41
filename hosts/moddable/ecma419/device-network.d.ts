// device-network.js exports nothing: it defines device.network.mqtt.
export {};
