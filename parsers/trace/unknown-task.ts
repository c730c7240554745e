/** The stand-ins for a task that a form of the log does not name. */

/** What ftrace prints for a task whose name it does not know. */
export const UNKNOWN_COMM = '<...>';

/** Where a log has one nameless task only. */
export const ONLY_TASK = -1;
