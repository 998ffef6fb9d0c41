/* As much of lwIP as the native code uses. */
#include <stdint.h>

#define TCP_MSS 536
#define TCP_SND_BUF (2 * TCP_MSS)
#define TCP_SND_QUEUELEN ((4 * TCP_SND_BUF + (TCP_MSS - 1)) / TCP_MSS)

struct tcp_pcb {
	void* callback_arg;
	uint16_t snd_queuelen;
};
