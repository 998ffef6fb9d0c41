// The suite of the SDK's unchanged ECMA-419 client.
import MQTTClient from "embedded:network/mqtt/client";
import { standard } from "standard";

export const groups = [() => standard("moddable", MQTTClient)];
