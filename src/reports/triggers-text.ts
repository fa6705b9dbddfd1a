import type { TriggerHit } from '../escalation/index.ts';

export type ShownTrigger = Omit<TriggerHit, 'rank'>;

/** One line per reason to ask a person, with what was hit and where. */
export function triggersText(triggers: readonly ShownTrigger[]): string {
  return triggers
    .map(
      ({ reason, matched, where, kind, trigger, source }) =>
        `- ${reason}\n  ${where}: ${matched} (${kind} ${trigger}, from ${source})`,
    )
    .join('\n');
}
