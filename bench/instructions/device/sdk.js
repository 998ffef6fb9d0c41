// The SDK's client of the standard, unchanged.
import MQTTClient from "embedded:network/mqtt/client";
import { standard } from "standard";

export const groups = [() => standard("moddable", MQTTClient)];
