import { builtInRanks } from './built-in.ts';
import { digest } from './digest.ts';
import type { FactId } from './facts/fact.ts';
import { compileTriggers, type Matcher } from './text/matcher.ts';
import { type EscalationTrigger, type Rank, sourceText, type TriggerProblem } from './trigger.ts';
import { rankOfFact, type WorkspacePolicy } from './workspace-policy.ts';

/** Triggers that come with the program, with a team's documents, or that the user named. */
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
  /** True for a document's trigger in the words of a rule whose facts are derived: `infrastructure` is also what folders are called. */
  restatesFact(trigger: EscalationTrigger): boolean;
  /** Changes with any trigger, rank or problem. */
  readonly digest: string;
}

/** The union of all triggers and the strictest of all ranks; `policies` with the most trusted first. */
export function buildPolicy(declared: DeclaredTriggers, policies: readonly WorkspacePolicy[]): Policy {
  const triggers = distinctTriggers([...declared.triggers, ...policies.flatMap((policy) => policy.triggers)]);
  const compiled = compileSound(triggers);
  const problems = [...declared.problems, ...policies.flatMap((policy) => policy.problems), ...compiled.problems];
  const ranks = policies.map((policy) => policy.ranks);
  const ofDocuments = new Set(declared.triggers);
  const ofRules = new Set(rules.flatMap((rule) => compiled.matcher.match(rule).map(({ trigger }) => trigger)));
  return {
    matcher: compiled.matcher,
    problems,
    rankOf: (fact) => rankOfFact(fact, ranks),
    restatesFact: (trigger) => ofDocuments.has(trigger) && ofRules.has(trigger),
    digest: digest({ triggers, problems, ranks, builtInRanks }),
  };
}

/** As the statements of facts begin. */
const rules = [
  'production database access',
  'flaky test persists after fix',
  'performance threshold unclear',
  'test infrastructure change',
  'external service',
];

/** What several versions of a file have is one trigger, named where the work tree has it. */
export function distinctTriggers(triggers: readonly EscalationTrigger[]): EscalationTrigger[] {
  const seen = new Map<string, EscalationTrigger>();
  for (const trigger of triggers) {
    const { source, revision, ...says } = trigger;
    const key = digest({ says, file: placeOf(source).path });
    // A map keeps the place of the first: the most trusted ones are not pushed over the limit by others.
    if (!seen.has(key) || revision === undefined) seen.set(key, trigger);
  }
  return [...seen.values()];
}

/** A trigger that cannot be used must not take the others along: they may need a higher rank than an unreadable policy. */
function compileSound(triggers: readonly EscalationTrigger[]): { matcher: Matcher; problems: TriggerProblem[] } {
  const all = compileTriggers(triggers);
  if (all.ok) return { matcher: all.matcher, problems: [] };
  const problems: TriggerProblem[] = [];
  const isSound = (trigger: EscalationTrigger): boolean => {
    const alone = compileTriggers([trigger]);
    if (!alone.ok) problems.push({ ...placeOf(sourceText(trigger)), message: alone.message });
    return alone.ok;
  };
  // One that is sound by itself is one too many: those before it count.
  const left = isSound(all.trigger)
    ? triggers.slice(0, triggers.indexOf(all.trigger))
    : triggers.filter((trigger) => trigger !== all.trigger && isSound(trigger));
  if (problems.length === 0) problems.push({ ...placeOf(sourceText(all.trigger)), message: all.message });
  const rest = compileSound(left);
  return { matcher: rest.matcher, problems: [...problems, ...rest.problems] };
}

function placeOf(source: string): { path: string; line: number } {
  const [, path, line] = /^(.*):(\d+)$/.exec(source) ?? [];
  return path === undefined ? { path: source, line: 1 } : { path, line: Number(line) };
}
