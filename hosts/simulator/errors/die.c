/* A chip whose machine ends restarts. Here the process ends, and its last words say what a developer needs to know. */
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
