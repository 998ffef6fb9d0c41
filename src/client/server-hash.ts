// Set-up. A server's name and port as a hash of 4 bytes (FNV-1a), which is never 0. Parts store it.

export function serverHash({ host, port }: { readonly host: string; readonly port: number }): number {
	const text = host + ":" + port;
	let value = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
	return value >>> 0 || 1;
}
