/*
 * Replaces a header that the SDK generates for each app: the identifiers that the C code of hosts/moddable uses.
 * functions-in-c.c sets them when flash has been built.
 */
#ifndef MOTE_IDENTIFIERS_H
#define MOTE_IDENTIFIERS_H

/* calls IDENTIFIER(name) for each name */
#define FOR_IDENTIFIERS(IDENTIFIER) \
	IDENTIFIER(target) \
	IDENTIFIER(start) \
	IDENTIFIER(io) \
	IDENTIFIER(read) \
	IDENTIFIER(readInto) \
	IDENTIFIER(readable) \
	IDENTIFIER(readPart) \
	IDENTIFIER(onReadable) \
	IDENTIFIER(goOnFrom)

#define xsID_target identifierOf_target
#define xsID_start identifierOf_start
#define xsID_io identifierOf_io
#define xsID_read identifierOf_read
#define xsID_readInto identifierOf_readInto
#define xsID_readable identifierOf_readable
#define xsID_readPart identifierOf_readPart
#define xsID_onReadable identifierOf_onReadable
#define xsID_goOnFrom identifierOf_goOnFrom

#define DECLARE_IDENTIFIER(NAME) extern int identifierOf_##NAME;
FOR_IDENTIFIERS(DECLARE_IDENTIFIER)

#endif
