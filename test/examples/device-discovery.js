// The rules for a device that announces itself to Home Assistant, as documented, in our own words. A broken rule is
// an Error that names it. One rule is stricter: Home Assistant ignores unknown keys, here they are a mistake.
// [mqtt] Home Assistant, "MQTT": https://www.home-assistant.io/integrations/mqtt/, "Discovery topic", "Device discovery payload", "Discovery payload",
//        "Supported abbreviations", "Using Availability topics" (text of github:home-assistant/home-assistant.io, source/_integrations/mqtt.markdown).
// [sensor] [binary_sensor] [switch] the same site, /integrations/sensor.mqtt/ and so on, "Configuration Variables".
// [device class] /integrations/sensor/#device-class and /integrations/binary_sensor/#device-class.

/** [mqtt] Abbreviations of the options in this table. */
const ABBREVIATIONS = {
	avty: "availability",
	avty_t: "availability_topic",
	cmd_t: "command_topic",
	cmps: "components",
	dev: "device",
	dev_cla: "device_class",
	e: "encoding",
	ent_cat: "entity_category",
	exp_aft: "expire_after",
	ic: "icon",
	o: "origin",
	p: "platform",
	pl_avail: "payload_available",
	pl_not_avail: "payload_not_available",
	pl_off: "payload_off",
	pl_on: "payload_on",
	ret: "retain",
	stat_cla: "state_class",
	stat_off: "state_off",
	stat_on: "state_on",
	stat_t: "state_topic",
	sug_dsp_prc: "suggested_display_precision",
	t: "topic",
	uniq_id: "unique_id",
	unit_of_meas: "unit_of_measurement",
	val_tpl: "value_template",
};
const DEVICE_ABBREVIATIONS = {
	cns: "connections",
	cu: "configuration_url",
	hw: "hw_version",
	ids: "identifiers",
	mdl: "model",
	mdl_id: "model_id",
	mf: "manufacturer",
	sa: "suggested_area",
	sn: "serial_number",
	sw: "sw_version",
};
const ORIGIN_ABBREVIATIONS = { sw: "sw_version", url: "support_url" };

/** [mqtt] Options that may apply to all components. A component may override them. */
const SHARED = [
	"availability",
	"availability_topic",
	"payload_available",
	"payload_not_available",
	"command_topic",
	"state_topic",
	"qos",
	"encoding",
];
const ENTITY = ["unique_id", "name", "icon", "entity_category", "device_class", "value_template", ...SHARED];
/** Required and optional options of each platform. */
const PLATFORMS = {
	sensor: {
		required: ["state_topic"],
		allowed: ["state_class", "unit_of_measurement", "suggested_display_precision", "expire_after"],
	},
	binary_sensor: { required: ["state_topic"], allowed: ["payload_on", "payload_off", "expire_after"] },
	switch: {
		required: ["command_topic"],
		allowed: ["payload_on", "payload_off", "state_on", "state_off", "retain", "optimistic"],
	},
};
/** [device class] Some classes, and a sensor's units. */
const CLASSES = {
	sensor: {
		temperature: ["°C", "°F", "K"],
		humidity: ["%"],
		battery: ["%"],
	},
	binary_sensor: { window: [], door: [], motion: [], moisture: [], problem: [] },
	switch: { outlet: [], switch: [] },
};
const STATE_CLASSES = ["measurement", "measurement_angle", "total", "total_increasing"];

/**
 * Parses a discovery message: { id, device, origin, entities }. Entities are { component, platform, unique_id, … }
 * with unabbreviated options, including the shared ones; availability is a list.
 */
export function discovered(topic, payload) {
	// [mqtt] <prefix>/device/[<node_id>/]<object_id>/config
	const [, id] =
		/^homeassistant\/device\/(?:[\w-]+\/)?([\w-]+)\/config$/.exec(topic) ?? wrong(`discovery topic ${topic}`);
	const { device, origin, components, ...shared } = expand(parse(payload), ABBREVIATIONS, "the message");
	only(shared, SHARED, "the message");
	const entities = Object.entries(mapping(components, "components")).map(([component, options]) =>
		entity(component, expand(mapping(options, component), ABBREVIATIONS, component), shared),
	);
	if (!entities.length) wrong("no components");
	const names = entities.map(({ platform, unique_id }) => `${platform} ${unique_id}`);
	if (new Set(names).size < names.length) wrong(`unique_id twice: ${names}`);
	return { id, device: deviceOf(device), origin: originOf(origin), entities };
}

function deviceOf(options) {
	const device = expand(mapping(options, "device"), DEVICE_ABBREVIATIONS, "device");
	only(device, ["name", ...Object.values(DEVICE_ABBREVIATIONS)], "device");
	// [mqtt] At least one identifier or connection, and a name.
	const identifiers = [device.identifiers ?? []].flat();
	if (!identifiers.length && !device.connections?.length) wrong("device has neither identifiers nor connections");
	for (const identifier of identifiers) text(identifier, "identifiers");
	text(device.name, "device.name");
	return { ...device, identifiers };
}

function originOf(options) {
	const origin = expand(mapping(options, "origin"), ORIGIN_ABBREVIATIONS, "origin");
	only(origin, ["name", "sw_version", "support_url"], "origin");
	text(origin.name, "origin.name");
	if (origin.support_url !== undefined && !/^https?:\/\/[^/]/.test(origin.support_url)) wrong("origin.support_url");
	return origin;
}

function entity(component, { platform, ...own }, shared) {
	const rules = Object.hasOwn(PLATFORMS, platform ?? "")
		? PLATFORMS[platform]
		: wrong(`${component}: platform ${platform}`);
	// [mqtt] A component with nothing but its platform is one that is removed.
	if (!Object.keys(own).length) wrong(`${component} has nothing but its platform`);
	only(own, [...ENTITY, ...rules.allowed], component);
	const options = { ...shared, ...own };
	// Shared options need not apply to each component.
	for (const name of ["unique_id", ...rules.required]) text(options[name], `${component}.${name}`);
	for (const name of ["state_topic", "availability_topic"])
		if (options[name] !== undefined && !isTopic(options[name], true)) wrong(`${component}.${name}: ${options[name]}`);
	if (options.command_topic !== undefined && !isTopic(options.command_topic, false))
		wrong(`${component}.command_topic: ${options.command_topic}`);
	if (![undefined, 0, 1, 2].includes(options.qos)) wrong(`${component}.qos: ${options.qos}`);
	classes(component, platform, options);
	return { component, platform, ...options, availability: availability(component, options) };
}

/** [mqtt] Either one topic or a list of topics; default payloads are "online" and "offline". */
function availability(component, { availability: list, availability_topic: topic, ...options }) {
	if (list !== undefined && topic !== undefined) wrong(`${component} has both availability and availability_topic`);
	const { payload_available = "online", payload_not_available = "offline" } = options;
	if (topic !== undefined) return [{ topic, payload_available, payload_not_available }];
	return [list ?? []].flat().map((each) => {
		const one = expand(mapping(each, "availability"), ABBREVIATIONS, "availability");
		only(one, ["topic", "payload_available", "payload_not_available", "value_template"], "availability");
		if (!isTopic(one.topic, true)) wrong(`availability.topic: ${one.topic}`);
		return { payload_available: "online", payload_not_available: "offline", ...one };
	});
}

/** [sensor] [device class] The unit must be one of the class's; a state class requires numbers. */
function classes(component, platform, { device_class, state_class, unit_of_measurement: unit }) {
	if (state_class !== undefined && !STATE_CLASSES.includes(state_class))
		wrong(`${component}.state_class: ${state_class}`);
	if (device_class === undefined) return;
	const units = CLASSES[platform][device_class] ?? wrong(`${component}.device_class: ${device_class}`);
	if (platform === "sensor" && !units.includes(unit)) wrong(`${component}.unit_of_measurement: ${unit}`);
}

function parse(payload) {
	let value;
	try {
		value = JSON.parse(payload);
	} catch (error) {
		wrong(`no JSON: ${error.message}`);
	}
	return mapping(value, "the message");
}

/** Expands abbreviations. An option must not be given in both forms. */
function expand(options, abbreviations, where) {
	const full = {};
	for (const [key, value] of Object.entries(options)) {
		const name = Object.hasOwn(abbreviations, key) ? abbreviations[key] : key;
		if (name in full) wrong(`${where}: ${name} twice`);
		full[name] = value;
	}
	return full;
}

function only(options, names, where) {
	for (const name of Object.keys(options)) if (!names.includes(name)) wrong(`${where}: ${name} is not known`);
}

function mapping(value, where) {
	return typeof value === "object" && value !== null && !Array.isArray(value) ? value : wrong(`${where} is no mapping`);
}

function text(value, where) {
	return typeof value === "string" && value !== "" ? value : wrong(`${where} is missing`);
}

function isTopic(topic, wild) {
	return typeof topic === "string" && topic !== "" && !topic.includes("\0") && (wild || !/[+#]/.test(topic));
}

function wrong(what) {
	throw new Error(what);
}
