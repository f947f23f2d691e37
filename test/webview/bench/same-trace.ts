/** The trace that ours and others' viewers open, each in its own format: the largest of which a round takes seconds. */
export const SAME_TRACE = { events: 200_000, workers: 8 };
