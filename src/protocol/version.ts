/** Version of the trace's schema. Older ones stay readable; `docs/` tells what changed. */
export const TRACE_VERSION = 1;
/** Version of the frames between runtime and coordinator; both sides always come from one build. */
export const WIRE_VERSION = 1;
