import { builtInRanks } from './built-in.ts';
import { digest } from './digest.ts';
import type { FactId } from './facts/fact.ts';
import { compileTriggers, type Matcher } from './text/matcher.ts';
import type { EscalationTrigger, Rank, TriggerProblem } from './trigger.ts';
import { rankOfFact, type WorkspacePolicy } from './workspace-policy.ts';

/** Triggers that come with the program or that the user named: pattern documents and skill files. */
export interface DeclaredTriggers {
  readonly triggers: readonly EscalationTrigger[];
  /** Documents that could not be read. Any of them closes the gate. */
  readonly problems: readonly TriggerProblem[];
}

/** Everything that decides, compiled. */
export interface Policy {
  readonly matcher: Matcher;
  /** When not empty, every action needs a person: nobody knows what the unreadable triggers would have said. */
  readonly problems: readonly TriggerProblem[];
  rankOf(fact: FactId): Rank;
  /** Changes with any trigger, rank or problem. */
  readonly digest: string;
}

const nothing: Matcher = { match: () => [] };

export function buildPolicy(declared: DeclaredTriggers, workspace: readonly WorkspacePolicy[]): Policy {
  const triggers = [...declared.triggers, ...workspace.flatMap((policy) => policy.triggers)];
  const problems = [...declared.problems, ...workspace.flatMap((policy) => policy.problems)];
  const ranks = workspace.map((policy) => policy.ranks);
  const compiled = compileTriggers(triggers);
  if (!compiled.ok) problems.push({ ...placeOf(compiled.trigger.source), message: compiled.message });
  return {
    matcher: compiled.ok ? compiled.matcher : nothing,
    problems,
    rankOf: (fact) => rankOfFact(fact, ranks),
    digest: digest({ triggers, problems, ranks, builtInRanks }),
  };
}

function placeOf(source: string): { path: string; line: number } {
  const [, path, line] = /^(.*):(\d+)$/.exec(source) ?? [];
  return path === undefined ? { path: source, line: 1 } : { path, line: Number(line) };
}
