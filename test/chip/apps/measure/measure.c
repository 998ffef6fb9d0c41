/* Reads counters of the engine and FreeRTOS on an ESP32. */
#include "xsAll.h"
#include "xsmc.h"
#include "esp_heap_caps.h"
#include "esp_system.h"
#include "esp_timer.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

/* A byte painted into unused slots of the stack. */
enum { PAINT = 0xA5 };

void mote_measure_slots(xsMachine* the)
{
	xsmcSetInteger(xsResult, ((txMachine*)the)->currentHeapCount);
}

void mote_measure_chunk_bytes(xsMachine* the)
{
	xsmcSetInteger(xsResult, ((txMachine*)the)->currentChunksSize);
}

void mote_measure_peak_slots(xsMachine* the)
{
	xsmcSetInteger(xsResult, ((txMachine*)the)->peakHeapCount);
}

void mote_measure_peak_chunk_bytes(xsMachine* the)
{
	xsmcSetInteger(xsResult, ((txMachine*)the)->peakChunksSize);
}

void mote_measure_heap_bytes(xsMachine* the)
{
	xsmcSetInteger(xsResult, 0x1000000 - (int)esp_get_free_heap_size());
}

void mote_measure_free_heap(xsMachine* the)
{
	xsmcSetInteger(xsResult, (int)esp_get_free_heap_size());
}

void mote_measure_least_free_heap(xsMachine* the)
{
	xsmcSetInteger(xsResult, (int)esp_get_minimum_free_heap_size());
}

void mote_measure_microseconds(xsMachine* the)
{
	xsmcSetInteger(xsResult, (int)(esp_timer_get_time() & 0x7FFFFFFF));
}

void mote_measure_paint_stack(xsMachine* the)
{
	txMachine* machine = (txMachine*)the;
	machine->peakHeapCount = 0;
	machine->peakChunksSize = 0;
	c_memset(machine->stackBottom, PAINT, (char*)(machine->stack - 1) - (char*)machine->stackBottom);
}

void mote_measure_stack_slots(xsMachine* the)
{
	txMachine* machine = (txMachine*)the;
	const txU1* byte = (const txU1*)machine->stackBottom;
	while (byte < (const txU1*)machine->stack && *byte == PAINT)
		byte++;
	xsmcSetInteger(xsResult, (int)(((const char*)machine->stackTop - (const char*)byte) / sizeof(txSlot)));
}

void mote_measure_least_free_native_stack(xsMachine* the)
{
	TaskStatus_t task;
	vTaskGetInfo(NULL, &task, pdTRUE, eRunning);
	xsmcSetInteger(xsResult, (int)task.usStackHighWaterMark);
}

void mote_measure_collect(xsMachine* the)
{
	fxCollectGarbage((txMachine*)the);
}
