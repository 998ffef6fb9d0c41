/* Finds modules for both machines: by specifier only, among those of the manifest and those of the simulator. */
#include "flash/module.h"

static bool endsWith(const char* text, size_t length, const char* end)
{
	size_t endLength = strlen(end);
	return length > endLength && !memcmp(text + length - endLength, end, endLength);
}

/* Resolves a relative specifier: "./b" in "a/main" is "a/b"; "../b" in "a/c/main" is "a/b". */
static bool resolve(const char* base, const char* name, char* path, size_t size)
{
	size_t length = 0;
	if (*name == '.') {
		const char* slash = strrchr(base, '/');
		length = slash ? (size_t)(slash - base) : 0;
		if (length >= size)
			return false;
		memcpy(path, base, length);
		for (;;) {
			if (!strncmp(name, "./", 2))
				name += 2;
			else if (!strncmp(name, "../", 3)) {
				if (!length)
					return false;
				name += 3;
				while (length && path[--length] != '/')
					;
			}
			else
				break;
		}
		if (length)
			path[length++] = '/';
	}
	int rest = snprintf(path + length, size - length, "%s", name);
	return rest >= 0 && length + (size_t)rest < size;
}

txID fxFindModule(txMachine* the, txSlot* realm, txID importer, txSlot* slot)
{
	char name[C_PATH_MAX], path[C_PATH_MAX];
	const char* base = importer == XS_NO_ID ? "" : fxGetKeyName(the, importer);
	(void)realm;
	fxToStringBuffer(the, slot, name, sizeof(name));
	if (!resolve(base, name, path, sizeof(path)))
		mxReferenceError("module \"%s\" not found", name);
	if (!findModule(path)) {
		size_t length = strlen(path);
		if (endsWith(path, length, ".js"))
			path[length - 3] = 0;
		else if (endsWith(path, length, ".mjs"))
			path[length - 4] = 0;
	}
	if (!findModule(path)) {
		if (isSkippedModule(path))
			mxReferenceError("%s imports \"%s\", a module of the SDK that the simulator does not have", *base ? base : "the device", name);
		if (*base)
			mxReferenceError("%s imports \"%s\", which no manifest lists", base, name);
		mxReferenceError("no manifest lists the module \"%s\"", name);
	}
	return fxNewNameC(the, path);
}

void fxLoadModule(txMachine* the, txSlot* slot, txID id)
{
	Module* module = findModule(fxGetKeyName(the, id));
	if (module)
		fxResolveModule(the, slot, id, module->script, NULL, NULL);
}
