// Types only. A topic of 5.0 as a connection uses it.

import type { QoS } from "../wire/packet.js";
import type { PublishFields } from "../wire/publish.js";
import type { Aliased } from "./aliases.js";

/** A topic as a connection uses it. */
export interface PublishedTopic extends Aliased, PublishFields {
	readonly QoS: QoS;
	readonly flags: number;
	readonly expiry: number | undefined;
	interval: number;
	uses: number;
	readonly latestOnly?: boolean;
	/** The same topic in 3.1.1, for a client that has fallen back. */
	fallen?: object;
}
