/** A recipe is a list of steps, and can be shown as text. */

export interface Step {
  readonly title: string;
  /** Why, and what to look out for; a paragraph each. */
  readonly notes: readonly string[];
  /** As they are to be typed. */
  readonly commands: readonly string[];
}

export const step = (
  title: string,
  notes: readonly string[],
  commands: readonly string[] = [],
): Step => ({ title, notes, commands });

/** Makes one word of a text for a POSIX shell. */
export const quoted = (text: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
