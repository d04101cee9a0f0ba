/** The outcome is unknown: the same command may be sent again, and happens once whatever became of it. */
export class OutcomeUnknown extends Error {}
