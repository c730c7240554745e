/** What is wrong in a file that a user wrote, and where. */
export interface Fault {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  readonly message: string;
}

/** `rules.yaml:3:5: unknown key "sevrity" (did you mean "severity"?)`. */
export const printFault = (file: string, fault: Fault): string =>
  `${file}:${fault.line}:${fault.column}: ${fault.message}`;
