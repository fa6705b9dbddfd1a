import { lstat } from 'node:fs/promises';
import type { AnalysisSummary, Finding } from '../analysis/index.ts';
import type { Workspace } from '../workspace/index.ts';

/** How many analyses can be paged through at the same time. */
const KEPT = 4;

export interface KeptAnalysis {
  readonly findings: readonly Omit<Finding, 'draft'>[];
  readonly summary: AnalysisSummary;
}

/**
 * The last analyses of this process: the next page of a list, and the fixes of findings that were just listed, need not
 * analyse a large repository again.
 */
export class RecentAnalyses {
  private readonly kept = new Map<string, { readonly stamp: string; readonly analysis: KeptAnalysis }>();

  /** @param stamp of the files, taken before they were analysed */
  keep(request: string, stamp: string, analysis: KeptAnalysis): void {
    this.kept.delete(request);
    this.kept.set(request, { stamp, analysis });
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
  }

  /** The analysis of the same request, if its files are still the same. */
  find(request: string, stamp: string): KeptAnalysis | undefined {
    const known = this.kept.get(request);
    return known?.stamp === stamp ? known.analysis : undefined;
  }

  /** The files that hold these findings; `undefined` when one of them was not listed lately. */
  filesOf(findingIds: readonly string[]): readonly string[] | undefined {
    const places = new Map(
      [...this.kept.values()].flatMap(({ analysis }) => analysis.findings.map(({ id, path }) => [id, path] as const)),
    );
    const files = findingIds.flatMap((id) => places.get(id) ?? []);
    return files.length === findingIds.length ? [...new Set(files)] : undefined;
  }
}

/** Changes when a test file that the paths name comes, goes or is written. */
export async function stampOf(workspace: Workspace, paths: readonly string[] | undefined): Promise<string> {
  const { files } = await workspace.discover(paths);
  const stamps = await Promise.all(
    files.map(async ({ real }) => {
      const entry = await lstat(real).catch(() => undefined);
      return `${real}\0${entry?.mtimeMs}\0${entry?.size}`;
    }),
  );
  return stamps.join('\n');
}
