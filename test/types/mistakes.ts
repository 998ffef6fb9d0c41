// Compiled, not run: TypeScript's messages about mistakes. The comment after each line is a part of the expected
// message, with the name and the alternative.
import { Client } from "mote-mqtt";
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { Client as Client5, PropertyList } from "mote-mqtt/mqtt5";
import { Redirect } from "mote-mqtt/redirect";
import { Servers } from "mote-mqtt/servers";
import { tcp } from "mote-mqtt/tcp";
import { tls } from "mote-mqtt/tls";

const client = new Client({ ...tcp, host: "a" });
const topic = client.topic("a");

new Client({ ...tcp, host: "a", keepalive: 60 }); // Did you mean to write 'keepAlive'?
new Client({ ...tcp, host: "a", clientId: "b" }); // 'clientId' does not exist in type 'ClientOptions'
new Client({ ...tcp, host: "a", onconnect() {} }); // Did you mean to write 'onConnect'?
new Client({ ...tcp, host: "a", buffers: { recieve: 256 } }); // Did you mean to write 'receive'?
new Client({ ...tcp }); // Property 'host' is missing
new Client({ host: "a" }); // missing the following properties from type 'ClientOptions': socket, timer, time
new Client({ ...tcp, host: "a", will: { topic: "b", payload: "c" } }); // 'payload' does not exist in type 'Will'
client.topic("b", { qos: 1 }); // 'qos' does not exist in type 'TopicOptions'. Did you mean to write 'QoS'?
client.topic("b", { QoS: 3 }); // Type '3' is not assignable to type 'QoS | undefined'
topic.publish(21.5); // is not assignable to parameter of type 'string | ArrayBuffer | Uint8Array
client.subscribe("b", 1); // has no properties in common with type 'SubscribeOptions'
client.publish("b", "c"); // Property 'publish' does not exist on type 'Client311'
new Client5({ ...tcp, host: "a", sessionExpiryInterval: 60 }); // 'sessionExpiryInterval' does not exist in type 'ClientOptions5'
new PropertyList(64).add("contentType", new Uint8Array(1)); // Argument of type 'string' is not assignable to parameter of type 'number'
tls({ ca: new Uint8Array(1) }); // 'ca' does not exist in type 'SecureOptions'
tls({ certificate: "-----BEGIN CERTIFICATE-----" }); // Type 'string' is not assignable to type
new Client({ ...tcp, host: "a", exactlyOnce: true }); // Type 'boolean' is not assignable to type 'Deliveries'
new Client({ ...tcp, host: "a", exactlyOnce: {} }); // Property '[part]' is missing in type '{}'
new Client({ ...tcp, host: "a", exactlyOnce: new Servers() }); // Type '"servers"' is not assignable to type '"exactlyOnce"'
new Client5({ ...tcp, host: "a", redirect: new ExactlyOnce() }); // Type '"exactlyOnce"' is not assignable to type '"redirect"'
new ExactlyOnce().isNew(1); // Property 'isNew' does not exist on type 'ExactlyOnce'
new Redirect().open(client); // Property 'open' does not exist on type 'Redirect'
new Servers().session; // Property 'session' does not exist on type 'Servers'
