// "system" in the simulator: the SDK's makes globalThis.device, which here nothing does before.
