import { describe, expect, it } from 'vitest';
import { shownTriggers, type TriggerHit, triggersText } from '../../src/escalation/index.ts';

const fact: TriggerHit = {
  source: 'built-in',
  kind: 'fact',
  trigger: 'database-fallback',
  reason: 'The tests use the own database. Production database access in tests requires human approval.',
  matched: 'production database access: test database falls back to DATABASE_URL',
  where: 'tests/conftest.py:11',
  rank: 1,
};
const echo: TriggerHit = {
  source: 'skill/SKILL.md:15',
  kind: 'pattern',
  trigger: 'production.*database',
  reason: 'Production database access in tests requires human approval',
  matched: 'production database access: test database falls back to DATABASE',
  where: 'tests/conftest.py:11',
  rank: 2,
};

describe('the triggers that a reader sees', () => {
  it('name a text trigger that matched only the statement of a fact together with that fact', () => {
    const { triggers } = shownTriggers([fact, echo]);
    expect(triggers).toMatchObject([
      {
        trigger: 'database-fallback',
        also: [{ kind: 'pattern', trigger: 'production.*database', source: 'skill/SKILL.md:15' }],
      },
    ]);
    expect(triggersText(triggers)).toContain(
      '(fact database-fallback, from built-in; pattern production.*database, from skill/SKILL.md:15)',
    );
  });

  it.each([
    ['stands at another place', { where: 'text' }],
    ['hit other words', { matched: 'production database of the shop' }],
    ['gives a reason of its own', { reason: 'Ask the data team.' }],
  ])('keep a text trigger apart that %s', (_, other) => {
    expect(shownTriggers([fact, { ...echo, ...other }]).triggers).toHaveLength(2);
  });

  it('name a trigger that several documents declare once, with each of them, at its strictest', () => {
    const python: TriggerHit = { ...echo, source: 'python/SKILL.md:15', rank: 1 };
    const typescript: TriggerHit = { ...echo, source: 'typescript/SKILL.md:15', rank: 2 };
    const source = 'python/SKILL.md:15 and typescript/SKILL.md:15';
    const other = { ...fact, where: 'other.py:1' };
    expect(shownTriggers([other, python, typescript]).triggers).toMatchObject([{ source }, { where: 'other.py:1' }]);
    expect(shownTriggers([fact, python, typescript]).triggers).toMatchObject([
      { also: [{ trigger: 'production.*database', source }] },
    ]);
  });

  it('come strictest first, each once per place, and the rest is counted', () => {
    const many = Array.from({ length: 30 }, (_, line) => ({ ...fact, where: `a.py:${line}` }));
    const { triggers, triggers_more } = shownTriggers([...many, ...many, { ...echo, where: 'z.py:1' }]);
    expect(triggers[0]).toMatchObject({ where: 'z.py:1' });
    expect({ shown: triggers.length, triggers_more }).toEqual({ shown: 25, triggers_more: 6 });
  });
});
