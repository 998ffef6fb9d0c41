// Set-up. A server in 4 bytes, as parts remember it: FNV-1a of its name and port; never 0.

export function serverHash({ host, port }: { readonly host: string; readonly port: number }): number {
	const text = host + ":" + port;
	let value = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
	return value >>> 0 || 1;
}
