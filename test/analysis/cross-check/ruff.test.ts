import { describe, expect, it } from 'vitest';
import { ROWS, ruff, speaksOf } from '../../../bench/cross-check/ruff-rows.mjs';
import { rules } from '../../../src/analysis/index.ts';
import type { Example, Rule } from '../../../src/analysis/rule.ts';
import { check } from '../rules/harness.ts';
import { differences } from './differences.ts';

const askRuff = await ruff(ROWS.flatMap(({ codes }) => codes));
const examples = [...new Set(ROWS.flatMap((row) => row.rules))].flatMap((id) => pythonExamples(id));
const met = new Set<string>();

describe('ruff reads our Python examples as we do, or it is known who is right', () => {
  it.each(examples)('$name', async ({ name, rule, kind, example }) => {
    const codes = await codesOf(rule, example);
    const different = kind === 'good' ? codes : codes.length === 0 ? ['nothing'] : [];
    for (const code of different) met.add(`${rule.id} ${code}`);
    const unknown = different.filter(
      (code) => !differences.some((known) => known.rule === rule.id && known.ruff === code),
    );
    const ours = kind === 'good' ? 'we are silent' : 'we report it';
    expect(
      unknown,
      `${name}: ${ours}, ruff reports ${unknown.join(', ')}. Find out who is right: mend the rule or write it into differences.ts.\n${example.code}`,
    ).toEqual([]);
  });

  it('no known difference is gone', () => {
    const registered = new Set(rules.map(({ id }) => id));
    const gone = differences.filter((known) => registered.has(known.rule) && !met.has(`${known.rule} ${known.ruff}`));
    expect(gone).toEqual([]);
  });
});

function pythonExamples(id: string) {
  const rule = rules.find((each) => each.id === id);
  if (!rule) return [];
  return (['bad', 'good'] as const).flatMap((kind) =>
    rule.examples[kind]
      .filter(({ framework }) => framework === 'pytest' || framework === 'unittest')
      .map((example, index) => ({ name: `${id}, ${kind} Python example ${index + 1}`, rule, kind, example })),
  );
}

/** What ruff says of the example, of the codes that look for what the rule looks for. */
async function codesOf(rule: Rule, example: Example): Promise<readonly string[]> {
  const { file } = await check(rule, example);
  const rows = ROWS.filter((row) => row.rules.includes(rule.id));
  const found = askRuff(example.code).filter(
    (place) =>
      place.code === 'invalid-syntax' ||
      rows.some((row) => row.codes.includes(place.code) && speaksOf(row, place, example.code, file)),
  );
  return [...new Set(found.map(({ code }) => code))];
}
