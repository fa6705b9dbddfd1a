import type { TriggerHit } from './trigger.ts';

export interface ShownTrigger extends Omit<TriggerHit, 'rank'> {
  /** Further triggers that say the same of the same place. */
  readonly also?: { source: string; kind: string; trigger: string }[];
}

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
  const entries = merged(distinct(hits)).sort((a, b) => b.rank - a.rank);
  const left = entries.length - limit;
  return { triggers: entries.slice(0, limit).map(shown), ...(left > 0 ? { triggers_more: left } : {}) };
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

/** A trigger that several documents declare is one trigger; all of them are named, so that none is named wrongly. */
function distinct(hits: readonly TriggerHit[]): TriggerHit[] {
  const groups = new Map<string, TriggerHit[]>();
  for (const hit of hits) {
    const key = [hit.kind, hit.trigger, hit.where, hit.kind === 'fact' ? '' : reasonOf(hit)].join('\0');
    groups.set(key, [...(groups.get(key) ?? []), hit]);
  }
  return [...groups.values()].map((same) => {
    const source = [...new Set(same.map((hit) => hit.source))].join(' and ');
    const strictest = same.reduce((one, other) => (other.rank >= one.rank ? other : one));
    return { ...strictest, source };
  });
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

function nameOf({ kind, trigger, source }: Pick<ShownTrigger, 'trigger' | 'source'> & { kind: string }): string {
  return `${kind} ${trigger}, from ${source}`;
}
