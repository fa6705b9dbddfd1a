import type { FactContext } from './context.ts';
import { databaseFacts } from './database/index.ts';
import { describedFacts } from './described.ts';
import { describedCodeFacts } from './described-code.ts';
import { describedHostFacts } from './described-hosts.ts';
import type { Fact } from './fact.ts';
import { infrastructureFacts } from './infrastructure.ts';
import { networkFacts } from './network.ts';
import { performanceFacts } from './performance.ts';
import { persistenceFacts } from './persistence.ts';
import { structureFacts } from './structure.ts';

/**
 * Everything that is true of an action and needs a person. Undoing puts back what was there before: what the old text
 * did is not held against it again, only where it is written.
 */
export function deriveFacts(context: FactContext): Fact[] {
  const everywhere = [...databaseFacts(context), ...infrastructureFacts(context), ...persistenceFacts(context)];
  if (context.action.kind === 'undo_fixes') return everywhere;
  return [
    ...everywhere,
    ...networkFacts(context),
    ...performanceFacts(context),
    ...structureFacts(context),
    ...describedFacts(context.action),
    ...describedHostFacts(context.action),
    ...describedCodeFacts(context.action),
  ];
}
