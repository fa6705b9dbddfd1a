import type { TriggerHit } from '../escalation/index.ts';

export interface ShownTrigger extends Omit<TriggerHit, 'rank'> {
  /** Further triggers that say the same of the same place. */
  readonly also?: { source: string; kind: string; trigger: string }[];
}

/** One line per reason to ask a person, with what was hit and where. */
export function triggersText(triggers: readonly ShownTrigger[]): string {
  return triggers
    .map(
      ({ reason, matched, where, also = [], ...hit }) =>
        `- ${reason}\n  ${where}: ${matched} (${[hit, ...also].map(nameOf).join('; ')})`,
    )
    .join('\n');
}

function nameOf({ kind, trigger, source }: Pick<ShownTrigger, 'trigger' | 'source'> & { kind: string }): string {
  return `${kind} ${trigger}, from ${source}`;
}
