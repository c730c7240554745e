/** A YAML or JSON text as nodes with places. Nothing in it is run: no tags, no anchors, no merge keys. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  visit,
  type Node,
  type YAMLMap,
} from 'yaml';
import type { Fault } from './fault.ts';

/** A rule file is written by hand: this is far above any. */
const MAX_LENGTH = 1 << 20;

export interface Documents {
  readonly roots: readonly Node[];
  readonly faults: Faults;
}

/** Collects faults, each with the place of a node. */
export class Faults {
  readonly list: Fault[] = [];
  readonly #lines: LineCounter;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  /** `skip`: characters into the node where the fault is. */
  add(node: Node | null, message: string, skip = 0): void {
    this.at((node?.range?.[0] ?? 0) + skip, message);
  }

  /** 1-based. */
  lineOf(node: Node): number {
    return Math.max(this.#lines.linePos(node.range?.[0] ?? 0).line, 1);
  }

  at(offset: number, message: string): void {
    const { line, col } = this.#lines.linePos(offset);
    this.list.push({ line: Math.max(line, 1), column: Math.max(col, 1), message });
  }
}

/** The documents of a file; those that cannot be parsed are faults and left out. Empty documents are left out too. */
export function parseDocuments(text: string): Documents {
  const lineCounter = new LineCounter();
  const faults = new Faults(lineCounter);
  if (text.length > MAX_LENGTH) {
    faults.at(0, `the file is longer than ${MAX_LENGTH} characters`);
    return { roots: [], faults };
  }
  const parsed = parseAllDocuments(text, { lineCounter, version: '1.2', prettyErrors: false });
  const documents = Array.isArray(parsed) ? parsed : [];
  const roots = documents.flatMap((document) => {
    for (const error of document.errors) faults.at(error.pos[0], firstLine(error.message));
    const root: unknown = document.contents;
    if (document.errors.length > 0 || !isNode(root)) return [];
    const before = faults.list.length;
    refuse(root, faults);
    return faults.list.length > before || isNull(root) ? [] : [root];
  });
  return { roots, faults };
}

const isNode = (value: unknown): value is Node =>
  isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);

const isNull = (node: Node): boolean => isScalar(node) && node.value === null;

const firstLine = (message: string): string => message.split('\n', 1)[0] ?? message;

/** Anchors could make a small file huge, tags could mean anything: neither has a use here. */
function refuse(root: Node, faults: Faults): void {
  visit(root, {
    Node(_, node) {
      if (isAlias(node) || (node.anchor ?? '') !== '') {
        faults.add(node, 'anchors and aliases are not supported');
      }
      if (node.tag !== undefined) faults.add(node, `tags are not supported: ${node.tag}`);
    },
  });
}

/** The pairs of a map whose keys are plain strings; any other key is a fault. */
export function pairsOf(map: YAMLMap, faults: Faults): ReadonlyMap<string, Entry> {
  const pairs = new Map<string, Entry>();
  for (const { key, value } of map.items) {
    const keyNode = isNode(key) ? key : null;
    if (isScalar(key) && typeof key.value === 'string') {
      pairs.set(key.value, { key: keyNode, value: isNode(value) ? value : null });
    } else {
      faults.add(keyNode, 'a key must be a word');
    }
  }
  return pairs;
}

export interface Entry {
  readonly key: Node | null;
  readonly value: Node | null;
}
