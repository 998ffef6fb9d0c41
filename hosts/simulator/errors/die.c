/* Ends the process with a message. A chip would restart. */
#include "errors/die.h"

void die(int status, const char* format, ...)
{
	va_list arguments;
	fflush(stdout);
	fputs("device: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputs("\n", stderr);
	exit(status);
}
