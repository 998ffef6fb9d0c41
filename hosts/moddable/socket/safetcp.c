/* write() of mote-mqtt/socket: calls that of the machine's TCP, and returns undefined if it throws. */
#include "xsmc.h"
#include "mc.xs.h"

void xs_mote_socket_write(xsMachine *the)
{
	xsTry {
		xsmcCall(xsResult, xsThis, xsID_writeOrThrow, &xsArg(0), NULL);
	}
	xsCatch {
		/* onError follows. */
		xsmcSetUndefined(xsResult);
	}
}
