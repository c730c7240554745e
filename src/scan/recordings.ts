/** Which folder a log was collected into. */

/** What lies in one sosreport was collected at once and counts as one folder, whatever the report's own folders are. */
export class Recordings {
  readonly #roots: readonly (readonly string[])[];

  /** `names` are all names of the host. */
  constructor(names: Iterable<string>) {
    const roots = new Map<string, readonly string[]>();
    for (const name of names) {
      const folders = split(name);
      const at = folders.indexOf('sos_commands');
      if (at !== -1) roots.set(folders.slice(0, at).join('/'), folders.slice(0, at));
    }
    this.#roots = [...roots.values()];
  }

  foldersOf(name: string): readonly string[] {
    const folders = split(name);
    const isRoot = (root: readonly string[]): boolean =>
      root.every((folder, index) => folders[index] === folder);
    return this.#roots.find(isRoot) ?? folders;
  }
}

const split = (name: string): readonly string[] => name.split('/').slice(0, -1);
