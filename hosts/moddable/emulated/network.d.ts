// The types of network.js, "setup/network".

/** Starts the network, then calls `done`. */
export default function (done: () => void): void;
