// Replaces the SDK's "pkcs8".
export default {
	parse: (bytes) => ({ privateKey: bytes }),
};
