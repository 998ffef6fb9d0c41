// The steps that a page of the documents asks its reader to do:
//
//     ```sh             lines to type, in order. `cd` changes the folder. A line ending in "# in a terminal of its own" keeps running.
//     ```text           after lines to type: the output of the last of them. Other lines may come between; … stands for any text. ^C is Ctrl-C;
//                       without it, a program that keeps running is ended once it has printed all of this.
//                       After "The broker prints:" or similar: the output of the terminal of that name.
//     `main.js`:        before a code block: the file that the code is written to.
//     ```diff           a change to the file named before the block.
//     [a new app](…)    a link to the README's section "An app of your own": the lines of that section are typed first.

/** Programs that keep running, by the name that a page uses for them. */
export const TERMINALS = {
	broker: /mote broker|^mosquitto /,
	device: /\bmote(-|\s)simulate/,
	observer: /^mosquitto_sub|^node watch/,
	program: /^node app/,
};

const STAYS = /\s+# in a terminal of its own$/;

/** The code blocks of a page, each with the paragraph before it. */
function* blocks(text) {
	let paragraph = "";
	for (const [part, language, code] of text.matchAll(/^```(\w+)\n(.*?)^```$|^\S[^\n]*(?:\n(?!```)[^\n]+)*/gms)) {
		if (language) yield { paragraph, language, code };
		paragraph = language ? "" : part;
	}
}

/** Each step has a `kind`, and in `about` a short text for the list of cases. */
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
