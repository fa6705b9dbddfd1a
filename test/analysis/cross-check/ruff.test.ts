import { describe, expect, it } from 'vitest';
import { ROWS, ruff, speaksOf } from '../../../bench/cross-check/ruff-rows.mjs';
import { rules } from '../../../src/analysis/index.ts';
import type { Example, Rule } from '../../../src/analysis/rule.ts';
import { check } from '../rules/harness.ts';
import { differences } from './differences.ts';

const askRuff = await ruff(ROWS.flatMap(({ codes }) => codes));
const examples = [...new Set(ROWS.flatMap((row) => row.rules))].flatMap((id) => pythonExamples(id));

describe('ruff reads our Python examples as we do, or it is known who is right', () => {
  it.each(examples)('$name', async (each) => {
    const { name, rule, kind, example } = each;
    const unknown = (await differenceOf(each)).filter(
      (code) => !differences.some((known) => known.rule === rule.id && known.ruff === code),
    );
    const ours = kind === 'good' ? 'we are silent' : 'we report it';
    expect(
      unknown,
      `${name}: ${ours}, ruff reports ${unknown.join(', ')}. Find out who is right: mend the rule or write it into differences.ts.\n${example.code}`,
    ).toEqual([]);
  });

  it('no known difference is gone', async () => {
    const met = new Set<string>();
    for (const each of examples.filter(({ rule }) => differences.some((known) => known.rule === rule.id))) {
      for (const code of await differenceOf(each)) met.add(`${each.rule.id} ${code}`);
    }
    expect(differences.filter((known) => !met.has(`${known.rule} ${known.ruff}`))).toEqual([]);
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

/** The codes by which ruff and we differ; `nothing` when only we report. */
async function differenceOf({ rule, kind, example }: (typeof examples)[number]): Promise<readonly string[]> {
  const codes = await codesOf(rule, example);
  if (kind === 'good') return codes;
  return codes.length === 0 ? ['nothing'] : [];
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
