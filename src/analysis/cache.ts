import type { TestFile } from './facts.ts';

interface Entry {
  readonly text: string;
  readonly manner: string;
  readonly facts: TestFile;
}

/** Facts weigh about ten times their source; this much source keeps the cache near a hundred megabytes. */
const defaultLimit = 8 * 1024 * 1024;

/** Facts by path, valid as long as the text is the same; the least recently used go first when the limit is reached. */
export class FactsCache {
  private readonly entries = new Map<string, Entry>();
  private readonly limit: number;
  private size = 0;

  /** @param limit characters of source text to keep facts for */
  constructor(limit: number = defaultLimit) {
    this.limit = limit;
  }

  /** @param manner what else the facts depend on: the framework, and what is collected */
  get(path: string, text: string, manner: string, read: () => TestFile): TestFile {
    const known = this.entries.get(path);
    if (known) {
      this.entries.delete(path);
      this.size -= known.text.length;
    }
    const facts = known && known.text === text && known.manner === manner ? known.facts : read();
    this.entries.set(path, { text, manner, facts });
    this.size += text.length;
    this.trim();
    return facts;
  }

  private trim(): void {
    for (const [path, entry] of this.entries) {
      if (this.size <= this.limit || this.entries.size === 1) return;
      this.entries.delete(path);
      this.size -= entry.text.length;
    }
  }
}
