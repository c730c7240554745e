/** The two programs that print trace lines with the same heads: trace-cmd report, and the kernel itself. */
export type Dialect = 'trace-cmd' | 'tracefs';
