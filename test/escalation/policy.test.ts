import { describe, expect, it } from 'vitest';
import type { EscalationTrigger } from '../../src/escalation/index.ts';
import { buildPolicy } from '../../src/escalation/policy.ts';
import { bench, declare } from './bench.ts';

const test = 'def test_a():\n    assert f(1) == 1\n';
const policyPath = '.testing-patterns/escalation.yaml';
const harmless = (text: string) => text.replace('f(1)', 'f(1, 1)');

async function decideWith(policy: string, env: Record<string, string> = {}) {
  const { gate, edit } = await bench({ 'test_a.py': test, [policyPath]: policy }, { env });
  return gate.evaluate(edit('test_a.py', harmless));
}

describe("a workspace's policy", () => {
  it('adds triggers, with ranks of their own', async () => {
    const decision = await decideWith(
      'triggers:\n  - pattern: "f\\\\(1, 1\\\\)"\n    reason: Ask the payment team\n    match: f(1, 1)\n    min_rank: 2\n',
    );
    expect(decision).toMatchObject({
      decision: 'approval_required',
      required_rank: 2,
      triggers: [{ kind: 'pattern', reason: 'Ask the payment team', source: `${policyPath}:2`, where: 'test_a.py:2' }],
    });
  });

  it('raises the rank of a built-in trigger and never lowers one', async () => {
    const remote = { DATABASE_URL: 'postgres://db.acme.io/app' };
    expect((await decideWith('ranks: { production-database: 3 }', remote)).required_rank).toBe(3);
    expect((await decideWith('ranks: { production-database: 1 }', remote)).required_rank).toBe(2);
  });

  it('may be empty', async () => {
    expect((await decideWith('')).decision).toBe('allow');
    expect((await decideWith('triggers: []\n')).decision).toBe('allow');
  });

  it.each([
    ['is not YAML', 'triggers: [\n', 2, 'not valid YAML'],
    ['has a tag', 'triggers: !!set {}\n', 1, 'Unexpected tag tag:yaml.org,2002:set'],
    ['has a field twice', 'ranks: {}\nranks: {}\n', 2, 'Map keys must be unique'],
    ['unfolds aliases', `a: &a [x]\nb: [${'*a, '.repeat(30)}]\n`, 1, 'Allowed: at most 20 aliases.'],
    ['is a list', '- a\n', 1, 'The policy: must be a set of fields. Allowed: triggers and ranks.'],
    [
      'has a field nobody knows',
      'ranks: {}\ndisable: [a]\n',
      2,
      'Unrecognized key: "disable". Allowed: triggers and ranks.',
    ],
    ['raises the rank of nothing', 'ranks:\n  production-databse: 3\n', 2, 'for any of production-database, '],
    ['names a rank that there is not', 'ranks:\n  mock-depth: 4\n', 2, 'ranks.mock-depth: must be 1, 2 or 3'],
    ['has triggers without a value', 'triggers:\n', 1, 'triggers: must be a list'],
    [
      'has too many triggers',
      `triggers: [${'{ keyword: a, reason: r }, '.repeat(251)}]\n`,
      1,
      'triggers: must be at most 250',
    ],
    ['has a trigger that is a word', 'triggers: [a]\n', 1, 'triggers.0: must be a set of fields'],
    [
      'has a trigger without a reason',
      'triggers:\n  - keyword: a\n',
      2,
      'triggers.0.reason: must be a text. Allowed: ',
    ],
    [
      'has a trigger of two kinds',
      'triggers:\n  - { keyword: a, pattern: a, match: a, reason: r }\n',
      2,
      'either "pattern" or',
    ],
    [
      'has an empty list',
      'triggers:\n  - { keyword: [], reason: r }\n',
      2,
      'triggers.0.keyword: must name at least one text',
    ],
    [
      'has a pattern without an example',
      'triggers:\n  - { pattern: a, reason: r }\n',
      2,
      'triggers.0.match: is missing. A pattern',
    ],
    [
      'has a pattern that does not compile',
      'triggers:\n  - { pattern: "(?<=a)b", reason: r, match: ab }\n',
      2,
      'does not compile',
    ],
    [
      'has a trigger that misses its own example',
      'triggers:\n  - { pattern: prodution, reason: r, match: [production] }\n',
      2,
      'misses its own',
    ],
    [
      'has a trigger that hits its counter-example',
      'triggers:\n  - { keyword: prod, reason: r, not_match: [the prod] }\n',
      2,
      'hits its own',
    ],
  ])('closes the gate when it %s', async (_how, policy, line, message) => {
    const decision = await decideWith(policy);
    expect(decision).toMatchObject({ decision: 'approval_required', required_rank: 2 });
    expect(decision.triggers[0]).toMatchObject({ trigger: 'policy-unreadable', kind: 'fact' });
    expect(decision.triggers[0]?.reason).toContain(message);
    expect(decision.triggers[0]?.where).toBe(`${policyPath}:${line}`);
  });

  it('that has faulty triggers loses none of the others', async () => {
    const decision = await decideWith(`triggers:
  - { keyword: "f(1, 1)", reason: r, min_rank: 3 }
  - { pattern: "(", match: a, reason: r }
  - { pattern: a, match: b, reason: r }
`);
    expect(decision.required_rank).toBe(3);
    expect(decision.triggers.map(({ trigger, where }) => `${trigger} ${where}`)).toEqual([
      `policy-unreadable ${policyPath}:3`,
      `policy-unreadable ${policyPath}:4`,
      'f(1, 1) test_a.py:2',
    ]);
  });

  it('counts as it is at the time: a change to it changes the digest', async () => {
    const { gate, edit, write } = await bench({ 'test_a.py': test });
    const action = edit('test_a.py', harmless);
    const before = await gate.evaluate(action);
    write(policyPath, 'triggers:\n  - { keyword: [payroll], reason: r }\n');
    const after = await gate.evaluate(action);
    expect(after.policy_digest).not.toBe(before.policy_digest);
    expect(after.action_digest).not.toBe(before.action_digest);
  });
});

describe('triggers that a document declares', () => {
  it('close the gate when the document could not be read', async () => {
    const problems = [{ path: 'SKILL.md', line: 7, message: 'reason: must not be empty' }];
    const { gate, edit } = await bench({ 'test_a.py': test }, { triggers: { triggers: [], problems } });
    const { triggers } = await gate.evaluate(edit('test_a.py', harmless));
    expect(triggers).toMatchObject([{ trigger: 'policy-unreadable', where: 'SKILL.md:7' }]);
  });

  it('that are one too many close the gate; those that come first count', async () => {
    const words = Array.from({ length: 1_001 }, (_, n) => ['f(1, 1)', `word ${n}`][Math.min(n, 1)] ?? '');
    const triggers = words.map(
      (word): EscalationTrigger => ({ kind: 'keyword', keywords: [word], reason: word, source: 'SKILL.md:1' }),
    );
    const policy = buildPolicy({ triggers, problems: [] }, []);
    expect(policy.problems).toEqual([
      { path: 'SKILL.md', line: 1, message: 'There are more than 1000 triggers. Use fewer.' },
    ]);
    expect(policy.matcher.match('f(1, 1)').map(({ expression }) => expression)).toEqual(['f(1, 1)']);
  });

  it('close the gate when one does not compile', async () => {
    const { gate, edit } = await bench({ 'test_a.py': test }, { triggers: declare('fine', '(') });
    const { triggers } = await gate.evaluate(edit('test_a.py', harmless));
    expect(triggers).toMatchObject([{ trigger: 'policy-unreadable', where: 'SKILL.md:1' }]);
  });
});
