import { loadPatterns, type PatternLibrary, type PatternSource } from './library.ts';
import { SeenSkills } from './seen-skills.ts';
import { watchFolders } from './watch.ts';

/** What another look at the folders has brought. */
export interface LibraryChange {
  /** A pattern came, went, or is listed by other words. */
  readonly listChanged: boolean;
  /** URIs of patterns whose text is another one now. */
  readonly updated: readonly string[];
}

/** The library as the files are now; triggers stay when their file has lost them. */
export class LivingLibrary {
  private readonly dir: string;
  private readonly sources: readonly PatternSource[];
  private readonly listeners = new Set<(change: LibraryChange) => void>();
  private readonly seen = new SeenSkills();
  private loading: Promise<PatternLibrary> | undefined;

  constructor(dir: string, sources: readonly PatternSource[]) {
    this.dir = dir;
    this.sources = sources;
  }

  current(): Promise<PatternLibrary> {
    this.loading ??= this.load().catch((error: unknown) => {
      this.loading = undefined;
      throw error;
    });
    return this.loading;
  }

  /** Called after each look that found a file changed, also when no pattern did. Gives the function that ends it. */
  onChange(listener: (change: LibraryChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Keeps looking at the folders that are not ours. Gives the function that stops it; the process does not wait for it. */
  watch(every?: number): () => void {
    const folders = this.sources.map(({ folder }) => folder);
    return folders.length === 0 ? () => {} : watchFolders(folders, () => this.reload(), every);
  }

  async reload(): Promise<void> {
    const before = await this.loading?.catch(() => undefined);
    this.loading = undefined;
    // A library that was never asked for is not loaded for this.
    const change = before ? changeBetween(before, await this.current()) : { listChanged: false, updated: [] };
    for (const listener of this.listeners) listener(change);
  }

  private load(): Promise<PatternLibrary> {
    return loadPatterns(this.dir, this.sources, (skills) => this.seen.with(skills));
  }
}

function changeBetween(before: PatternLibrary, after: PatternLibrary): LibraryChange {
  const listed = (library: PatternLibrary): string => library.renderIndex();
  const updated = after
    .list()
    .map(({ uri }) => uri)
    .filter((uri) => before.get(uri) !== undefined && before.get(uri)?.text !== after.get(uri)?.text);
  const listChanged = listed(before) !== listed(after);
  return { listChanged, updated: listChanged ? [...updated, 'pattern://index'] : updated };
}
