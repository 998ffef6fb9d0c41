// The types of network.js, "setup/network".

/** Brings the network up, then calls back. */
export default function (done: () => void): void;
