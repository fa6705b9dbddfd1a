import { realpathSync } from 'node:fs';
import type { ServerContext } from '../server/context.ts';
import type { Ways } from '../server/next-steps.ts';
import { fileOf, program, quoted, rootsOf } from '../verification/index.ts';

/** The same next steps as commands to paste, which work on the same workspace. */
export async function commandWays(context: Pick<ServerContext, 'workspace'>): Promise<Ways> {
  const { roots } = await context.workspace();
  const isHere = roots.length === 1 && roots[0] === realpathSync(process.cwd());
  const command = (...words: readonly string[]) =>
    `${program} ${words.join(' ')}${isHere ? '' : rootsOf({ roots: [...roots] })}`;
  return {
    polluter: (victim) => command('polluter', quoted(victim)),
    cause: (test) =>
      `Where it can flake: ${command('analyze', quoted(fileOf(test)))}. What can be mended: ${command('fix --dry-run', quoted(fileOf(test)))}; "verify --plan" proves it.`,
    failing: '',
    again: 'Run the same command again',
    longer: 'Give it a longer --timeout',
    verify: (strategy) => `verify it with --strategies ${strategy}`,
    prove: (planId, tests) => command('verify', ...tests.map(quoted), '--plan', planId),
    apply: (planId) => command('fix --plan', planId),
    suggest: 'Run the command that made the plan again.',
  };
}
