// In place of the SDK's client, where there is no SDK.
export default undefined;
