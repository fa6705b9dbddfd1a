import { auditText } from '../reports/audit-text.ts';
import type { ServerContext } from '../server/context.ts';
import { ToolError } from '../server/errors.ts';
import { verify } from '../server/verify.ts';
import { plainAnswer } from '../untrusted/plain-answer.ts';
import { type Audit, auditedStrategies } from '../verification/index.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { colors, print, printJson } from './output.ts';
import { openProgress } from './progress.ts';
import { interruptible, NO_LIMIT_MS, orApproved } from './run-tests.ts';
import { stopped } from './stopped.ts';

export interface AuditOptions {
  readonly runs?: number;
  /** Seconds; none: until it is done. */
  readonly timeout?: number;
  readonly seed?: number;
  readonly campaign?: string;
  readonly format: 'text' | 'json';
}

const usualRuns = 3;

const VERDICT_COLORS = { passing: colors.green, failing: colors.red, inconclusive: colors.yellow } as const;

/** Says what keeps vitest suites from running with `isolate: false`. Ctrl+C ends it with what is known so far. */
export async function audit(
  paths: readonly string[],
  { runs, timeout, seed, campaign, format }: AuditOptions,
  context: ServerContext,
): Promise<ExitCode> {
  return interruptible(async (signal) => {
    const asked =
      campaign === undefined
        ? { tests: await vitestFiles(paths, context), runs: runs ?? usualRuns, strategies: auditedStrategies }
        : { campaignId: campaign, runs };
    const progress = openProgress();
    const once = () =>
      verify(
        {
          ...asked,
          seed,
          timeoutMs: timeout === undefined ? NO_LIMIT_MS : timeout * 1000,
          signal,
          onProgress: ({ done, total, run, failed }) => progress.run(done, total, { ...run, failed }),
        },
        context,
      );
    const report = await orApproved(once, context).finally(() => progress.end());
    if (report.status === 'approval_required') return stopped(report);
    const result = await (await context.verifier()).audit(report.campaign_id);
    if (format === 'json') printJson(result);
    else print(auditText(plainAnswer(result), { verdict: VERDICT_COLORS[result.verdict], faint: colors.dim }));
    return exitOf(result);
  });
}

/** As given where all of it belongs to vitest, else file by file. */
async function vitestFiles(paths: readonly string[], context: ServerContext): Promise<readonly string[]> {
  const given = paths.length > 0 ? paths : ['.'];
  const { files } = await (await context.workspace()).discover(given);
  const analyzer = await context.analyzer();
  const runners = await Promise.all(files.map((file) => analyzer.runnerOf(file)));
  const own = files.filter((_, index) => nameOf(runners[index]) === 'vitest');
  if (own.length === 0)
    throw new ToolError(
      `No test file of vitest matches ${given.join(', ')}: isolate is a setting of vitest alone. For other runners: "verify --strategies repeat,shuffle".`,
    );
  return own.length === files.length ? given : own.map(({ display }) => display);
}

function nameOf(runner: { readonly name?: string } | { readonly reason: string } | undefined): string | undefined {
  return runner && 'name' in runner ? runner.name : undefined;
}

function exitOf({ verdict }: Audit): ExitCode {
  return verdict === 'failing' ? EXIT.found : verdict === 'passing' ? EXIT.ok : EXIT.inconclusive;
}
