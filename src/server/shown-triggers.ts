import type { TriggerHit } from '../escalation/index.ts';
import type { ShownTrigger } from '../reports/triggers-text.ts';

/** One reason is enough to need a person; a model reads the first ones. */
const LIMIT = 25;

/** Each reason once per place, the strictest first, and how many were left out. */
export function shownTriggers(hits: readonly TriggerHit[]): { triggers: ShownTrigger[]; triggers_more?: number } {
  const distinct = [...new Map(hits.map((hit) => [`${hit.trigger}\0${hit.where}`, hit])).values()];
  const shown = distinct
    .sort((a, b) => b.rank - a.rank)
    .slice(0, LIMIT)
    .map(({ source, kind, trigger, reason, matched, where }) => ({ source, kind, trigger, reason, matched, where }));
  const left = distinct.length - shown.length;
  return { triggers: shown, ...(left > 0 ? { triggers_more: left } : {}) };
}
