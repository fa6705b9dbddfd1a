import type { TriggerHit } from '../escalation/index.ts';
import type { ShownTrigger } from '../reports/triggers-text.ts';

/** One reason is enough to need a person; a model reads the first ones. */
const LIMIT = 25;

interface Entry {
  readonly hit: TriggerHit;
  readonly also: TriggerHit[];
  readonly rank: number;
}

/** Each reason once per place, the strictest first, and how many were left out. */
export function shownTriggers(
  hits: readonly TriggerHit[],
  limit = LIMIT,
): { triggers: ShownTrigger[]; triggers_more?: number } {
  const distinct = [...new Map(hits.map((hit) => [`${hit.trigger}\0${hit.where}`, hit])).values()];
  const entries = merged(distinct).sort((a, b) => b.rank - a.rank);
  const left = entries.length - limit;
  return { triggers: entries.slice(0, limit).map(shown), ...(left > 0 ? { triggers_more: left } : {}) };
}

/** A text trigger that only repeats a fact, because it matched the fact's own statement, is named with the fact. */
function merged(hits: readonly TriggerHit[]): Entry[] {
  const facts = hits.filter(({ kind }) => kind === 'fact');
  const echoes = new Map<TriggerHit, TriggerHit[]>(facts.map((fact) => [fact, []]));
  const own = hits.filter((hit) => {
    const fact = hit.kind === 'fact' ? undefined : facts.find((fact) => echoesFact(hit, fact));
    if (fact) echoes.get(fact)?.push(hit);
    return fact === undefined;
  });
  return own.map((hit) => {
    const also = echoes.get(hit) ?? [];
    return { hit, also, rank: Math.max(hit.rank, ...also.map(({ rank }) => rank)) };
  });
}

function echoesFact(hit: TriggerHit, fact: TriggerHit): boolean {
  const matched = hit.matched.replace(/…$/, '').toLowerCase();
  return (
    hit.where === fact.where && fact.matched.toLowerCase().includes(matched) && reasonOf(fact).includes(reasonOf(hit))
  );
}

function reasonOf({ reason }: TriggerHit): string {
  return reason.replace(/\.$/, '').toLowerCase();
}

function shown({ hit: { source, kind, trigger, reason, matched, where }, also }: Entry): ShownTrigger {
  const further = also.map(({ source, kind, trigger }) => ({ source, kind, trigger }));
  return { source, kind, trigger, reason, matched, where, ...(further.length > 0 ? { also: further } : {}) };
}
