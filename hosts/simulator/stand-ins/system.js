// "system" in the simulator. The SDK's module creates globalThis.device. Here, device-network.js creates it, so this
// module is empty.
