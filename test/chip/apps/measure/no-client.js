// Replaces the SDK's client if there is no SDK.
export default undefined;
