/* Runs an app that mcconfig built for Linux, without a display: like the SDK's mcsim without its window. */
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include "screen.h"

enum { WIDTH = 240, HEIGHT = 320 };

/* The number of requests for C heap in this process; the app's probe reads it. */
unsigned long launchMallocs;
extern void* __libc_malloc(size_t size);

void* malloc(size_t size)
{
	launchMallocs++;
	return __libc_malloc(size);
}

/* A chip would restart. */
static void onAbort(txScreen* screen, int status)
{
	fflush(stdout);
	exit(status ? status : 1);
}

static gboolean onIdle(gpointer data)
{
	txScreen* screen = data;
	screen->idle(screen);
	return G_SOURCE_CONTINUE;
}

static void onStart(txScreen* screen, double interval)
{
	g_timeout_add(interval, onIdle, screen);
}

static void ignore(txScreen* screen)
{
}

static void ignorePost(txScreen* screen, char* buffer, int size)
{
}

int main(int count, char** arguments)
{
	void* app = count == 2 ? dlopen(arguments[1], RTLD_NOW) : NULL;
	txScreenLaunchProc launch = app ? (txScreenLaunchProc)dlsym(app, "fxScreenLaunch") : NULL;
	txScreen* screen = calloc(1, sizeof(txScreen) + WIDTH * HEIGHT * screenBytesPerPixel);
	if (!launch) {
		fprintf(stderr, "%s\n", count == 2 ? dlerror() : "launch path/to/mc.so");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	screen->width = WIDTH;
	screen->height = HEIGHT;
	screen->abort = onAbort;
	screen->start = onStart;
	screen->stop = ignore;
	screen->bufferChanged = ignore;
	screen->formatChanged = ignore;
	screen->post = ignorePost;
	mxCreateMutex(&screen->workersMutex);
	launch(screen);
	if (!screen->machine) {
		fprintf(stderr, "no machine\n");
		return 2;
	}
	g_main_loop_run(g_main_loop_new(NULL, FALSE));
	return 0;
}
