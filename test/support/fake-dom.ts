/** As much of a browser as the script of the HTML page touches. */
import { createContext, Script } from 'node:vm';

type Listener = (event: unknown) => void;

export class FakeElement {
  readonly attributes = new Map<string, string>();
  readonly children: FakeElement[] = [];
  readonly listeners = new Map<string, Listener>();
  readonly classList = { add: (): void => {}, remove: (): void => {} };
  readonly dataset: Record<string, string> = {};
  readonly name: string;
  textContent = '';
  hidden = false;
  value = '';
  parent: FakeElement | null = null;

  constructor(name: string) {
    this.name = name;
  }

  setAttribute(key: string, value: unknown): void {
    this.attributes.set(key, String(value));
  }

  append(child: FakeElement): void {
    child.parent?.remove(child);
    child.parent = this;
    this.children.push(child);
  }

  prepend(child: FakeElement): void {
    child.parent?.remove(child);
    child.parent = this;
    this.children.unshift(child);
  }

  replaceWith(other: FakeElement): void {
    const at = this.parent?.children.indexOf(this) ?? -1;
    other.parent = this.parent;
    this.parent?.children.splice(at, 1, other);
  }

  remove(child: FakeElement): void {
    const at = this.children.indexOf(child);
    if (at !== -1) this.children.splice(at, 1);
  }

  addEventListener(type: string, listener: Listener): void {
    this.listeners.set(type, listener);
  }

  querySelectorAll(): readonly FakeElement[] {
    return [];
  }

  focus(): void {}

  blur(): void {}

  getBoundingClientRect(): object {
    return { left: 0, top: 0, width: 1000, height: 400 };
  }

  /** This and all below it. */
  *all(): Generator<FakeElement> {
    yield this;
    for (const child of this.children) yield* child.all();
  }
}

export interface FakePage {
  readonly svg: FakeElement;
  readonly readout: FakeElement;
  readonly stage: FakeElement;
  readonly filter: FakeElement;
  readonly filtered: readonly FakeElement[];
  key(key: string): void;
}

/** Runs the script of a page over its data. `filters` are the texts of what the filter may hide. */
export function runPage(script: string, data: string, filters: readonly string[]): FakePage {
  const named = new Map(
    ['data', 'picture', 'stage', 'readout', 'filter'].map((id) => [id, new FakeElement(id)]),
  );
  const get = (id: string): FakeElement => named.get(id) ?? new FakeElement(id);
  get('data').textContent = data;
  get('picture').dataset['caption'] = 'seconds';
  const filtered = filters.map((text) => {
    const element = new FakeElement('tr');
    element.dataset['filter'] = text;
    return element;
  });
  const listeners = new Map<string, Listener>();
  const document = {
    getElementById: (id: string) => named.get(id) ?? null,
    createElementNS: (_: string, name: string) => new FakeElement(name),
    querySelectorAll: (selector: string) => (selector === '[data-filter]' ? filtered : []),
    documentElement: new FakeElement('html'),
    activeElement: get('stage'),
  };
  const addEventListener = (type: string, listener: Listener): void => {
    listeners.set(type, listener);
  };
  new Script(script).runInContext(
    createContext({ document, addEventListener, matchMedia: () => ({ matches: false }) }),
  );
  return {
    svg: get('picture'),
    readout: get('readout'),
    stage: get('stage'),
    filter: get('filter'),
    filtered,
    key: (key) => listeners.get('keydown')?.({ key, target: null, preventDefault: () => {} }),
  };
}
