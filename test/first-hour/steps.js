// What a page of the documents has its reader do, step by step:
//
//     ```sh             lines to type, in order. `cd` changes the folder. A line that ends with "# in a terminal of its own" runs on.
//     ```text           behind lines to type: what the last of them prints; other lines may come between, and … stands for anything. ^C is Ctrl-C: what
//                       runs on otherwise is ended when all of it has been printed.
//                       Behind "The broker prints:" or the like: what the terminal of that name prints.
//     `main.js`:        before a block of code: it is written into this file.
//     ```diff           the file named before it is changed.
//     [a new app](…)    a link to the README's section of that name: its lines are typed first.

/** What runs on, by what a page calls it. */
export const TERMINALS = {
	broker: /mote broker|^mosquitto /,
	device: /\bmote(-|\s)simulate/,
	observer: /^mosquitto_sub|^node watch/,
	program: /^node app/,
};

const STAYS = /\s+# in a terminal of its own$/;

/** Blocks of a page, each with the paragraph before it. */
function* blocks(text) {
	let paragraph = "";
	for (const [part, language, code] of text.matchAll(/^```(\w+)\n(.*?)^```$|^\S[^\n]*(?:\n(?!```)[^\n]+)*/gms)) {
		if (language) yield { paragraph, language, code };
		paragraph = language ? "" : part;
	}
}

/** A step has `kind`, and is `about` something that can be read in a list. */
export function steps(text) {
	const all = [];
	let last;
	for (const { paragraph, language, code } of blocks(text)) {
		const lines = code.split("\n").slice(0, -1);
		const file = paragraph.match(/`([\w./-]+\.(?:m?js|ts|json|conf))`\)?:$/)?.[1];
		if (/\]\([^)]*#an-app-of-your-own\)/.test(paragraph)) all.push({ kind: "app", about: "a new app" });
		if (language === "sh") {
			for (const line of lines.filter((line) => line && !line.startsWith("#"))) {
				last = { kind: "type", line: line.replace(STAYS, "").replace(/\s+#.*$/, ""), stays: STAYS.test(line) };
				last.about = last.line;
				all.push(last);
			}
		} else if (language === "diff" && file) all.push({ kind: "change", about: `${file} is changed`, file, lines });
		else if (language === "diff") throw new Error(`which file is changed? ${paragraph}`);
		else if (file) all.push({ kind: "write", about: file, file, text: code });
		else if (language === "text" && last) {
			const who = Object.keys(TERMINALS).find((name) =>
				new RegExp(`\\b${name}\\b[^.:]*\\bprints\\b[^.:]*:$`).test(paragraph),
			);
			if (who) all.push({ kind: "shows", about: `what the ${who} prints`, who, after: last, lines });
			else if (last.stays)
				all.push({ kind: "shows", about: `what it prints: ${last.line}`, of: last, after: last, lines });
			else last.expected = lines;
		}
	}
	return all;
}
