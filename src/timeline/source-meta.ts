/** What is known of a source besides its events. */
export interface SourceMeta {
  readonly name: string;
  readonly format: string;
  readonly peels: readonly string[];
  readonly lines: number;
  readonly bytes: bigint;
  readonly digest: string | null;
  readonly complete: boolean;
  readonly incompleteWhy: string | null;
  /** Whose clock it brings; the order of this list is the order of precedence. */
  readonly role: 'trace' | 'kernel-log' | 'qemu' | 'guest' | 'other';
  /** Written by the guest's kernel, whose clock is its own. */
  readonly guest: boolean;
}
