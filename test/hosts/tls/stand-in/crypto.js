// Replaces the SDK's cryptography where nothing is computed: no certificate is valid, and no key is needed.
export default {
	decode() {
		throw new Error("certificate not trusted");
	},
};
export const Digest = undefined;
