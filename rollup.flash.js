// Rewrites bundles so that they take less of a chip's flash, without changing what they do.
import { minify } from "terser";
import ts from "typescript";

/** Whether a function uses its own `this` or `arguments`. */
function hasOwn(node) {
	if (node.kind === ts.SyntaxKind.ThisKeyword || (ts.isIdentifier(node) && node.text === "arguments")) return true;
	if (ts.isClassLike(node) || ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node)) return false;
	return ts.forEachChild(node, (child) => hasOwn(child) || undefined) ?? false;
}

/**
 * Turns functions of a module into arrow functions. Each takes 48 bytes less, because it has no prototype object.
 * They stay in place, so a function that is called while the module is loaded must be defined before the call.
 */
function withArrows(code) {
	const source = ts.createSourceFile("module.js", code, ts.ScriptTarget.Latest, true);
	const parts = [];
	let at = 0;
	for (const statement of source.statements) {
		if (!ts.isFunctionDeclaration(statement) || statement.asteriskToken) continue;
		if ([...statement.parameters, statement.body].some(hasOwn)) continue;
		const isAsync = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);
		const parameters = statement.parameters.map((each) => each.getText()).join(", ");
		const text = `const ${statement.name.text} = ${isAsync ? "async " : ""}(${parameters}) => ${statement.body.getText()};`;
		parts.push(code.slice(at, statement.getStart()), text);
		at = statement.end;
	}
	return parts.join("") + code.slice(at);
}

/**
 * What makes code smaller for a browser makes it larger in XS, or allocates (a function that is moved to where it is called), so only a few of Terser's
 * steps are taken. `undefined` is looked up among the globals in XS; `void 0` is not. Each name takes about 30 bytes of flash, a local variable's too:
 * local variables share short ones. All other names stay, for the debugger and for bench/code.js.
 */
const SHORT = {
	// Not `module: true`, which shortens the names of the module's functions, too.
	ecma: 2020,
	compress: {
		defaults: false,
		passes: 3,
		collapse_vars: true,
		comparisons: true,
		dead_code: true,
		evaluate: true,
		if_return: true,
		inline: 1,
		keep_fargs: false,
		loops: true,
		module: true,
		reduce_vars: true,
		toplevel: true,
		unused: true,
	},
	mangle: { toplevel: false },
	format: { beautify: true, indent_level: 1, comments: false },
};

/** A Rollup plugin. */
export const forFlash = {
	name: "for-flash",
	async renderChunk(code) {
		const short = await minify(withArrows(code), SHORT);
		return { code: short.code, map: null };
	},
};
