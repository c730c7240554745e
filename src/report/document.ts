/**
 * A report before it has a form: what is said, in which order, and how much it matters. The text and the Markdown
 * output lay the same document out. Strings here are raw; the layouts escape them.
 */
import type { Severity } from '../model/finding.ts';
import type { ResultMark, ResultWindow, Seconds } from '../model/result.ts';

/** How a piece of text reads: a severity's colour, emphasis, or a literal name. */
export type Tone = Severity | 'strong' | 'dim' | 'code';

export type Piece = string | { readonly text: string; readonly tone: Tone };

export type Inline = readonly Piece[];

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** May be shortened when the line is too narrow for the table. */
  readonly shrinks: boolean;
}

/** A line of a log, quoted. */
export interface Quote {
  readonly role: string;
  readonly source: string;
  readonly line: number;
  readonly text: string;
}

/** A named value; the name is the program's own. */
export interface Fact {
  readonly name: string;
  readonly value: Inline;
}

export type Block =
  | { readonly is: 'heading'; readonly text: Inline }
  | { readonly is: 'paragraph'; readonly text: Inline }
  | { readonly is: 'facts'; readonly rows: readonly Fact[] }
  | { readonly is: 'items'; readonly items: readonly Inline[] }
  | { readonly is: 'quotes'; readonly quotes: readonly Quote[] }
  | { readonly is: 'commands'; readonly lines: readonly string[] }
  | {
      readonly is: 'picture';
      readonly window: ResultWindow;
      readonly marks: readonly ResultMark[];
      readonly until: Seconds | null;
    }
  | {
      readonly is: 'table';
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly string[])[];
    };

/** A part that is kept or left out as a whole. */
export interface Section {
  /** What is missing without it: `the evidence of F3`. */
  readonly what: string;
  /** Where room is short, the lowest goes first. */
  readonly worth: number;
  /** Parts of one finding share a group; without its worthier parts a part makes no sense. */
  readonly group: string | null;
  /** Indented under the heading before it. */
  readonly under: boolean;
  /** May be folded away where the form can; the summary of the fold. */
  readonly fold: string | null;
  /** Made when it is laid out: of thousands of findings a short report asks for few. */
  readonly blocks: () => readonly Block[];
}

/** A section of its own. */
export const sectionOf = (
  what: string,
  worth: number,
  blocks: () => readonly Block[],
  fold: string | null = null,
): Section => ({ what, worth, group: null, under: false, fold, blocks });

export interface Document {
  /** The verdict: the first line, never left out. */
  readonly title: string;
  readonly sections: readonly Section[];
}

export const strong = (text: string): Piece => ({ text, tone: 'strong' });
export const code = (text: string): Piece => ({ text, tone: 'code' });
export const dim = (text: string): Piece => ({ text, tone: 'dim' });

export const left = (title: string, shrinks = false): Column => ({ title, align: 'left', shrinks });
export const right = (title: string): Column => ({ title, align: 'right', shrinks: false });

/** Quoted lines can be 64 KiB long; a report shows their head. */
export function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)} [${text.length - most} more]`;
}
