// Compiled modules of src/wire that the specs of this folder test directly. The package does not export them.
export { decodeConnack311 } from "../../build/src/wire/connack.js";
export { encodeConnect } from "../../build/src/wire/connect.js";
export { encodePublish, packetSize, publishTemplate } from "../../build/src/wire/publish.js";
export { lengthSize, readLength, writeLength } from "../../build/src/wire/remaining-length.js";
export { encodeSubscribe } from "../../build/src/wire/subscribe.js";
export { isSame, isTopicName } from "../../build/src/wire/topic-name.js";
export { decodeUTF8, encodeUTF8 } from "../../build/src/wire/utf8.js";
