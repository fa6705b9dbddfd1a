import { describe, expect, it } from 'vitest';
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
      'triggers:\n  - pattern: "f\\\\(1, 1\\\\)"\n    reason: Ask the payment team\n    min_rank: 2\n',
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
    ['is not YAML', 'triggers: [\n', 'not valid YAML'],
    ['has a field nobody knows', 'disable: [production-database]\n', 'disable'],
    ['raises the rank of nothing', 'ranks: { production-databse: 3 }\n', 'production-databse'],
    ['has a trigger without a reason', 'triggers:\n  - pattern: a\n', 'reason'],
    ['has a pattern that does not compile', 'triggers:\n  - { pattern: "(?<=a)b", reason: r }\n', 'does not compile'],
    [
      'has a trigger that misses its own example',
      'triggers:\n  - { pattern: prodution, reason: r, match: [production] }\n',
      'misses its own',
    ],
    [
      'has a trigger that hits its counter-example',
      'triggers:\n  - { pattern: prod, reason: r, not_match: [product] }\n',
      'hits its own',
    ],
  ])('closes the gate when it %s', async (_how, policy, message) => {
    const decision = await decideWith(policy);
    expect(decision).toMatchObject({ decision: 'approval_required', required_rank: 2 });
    expect(decision.triggers[0]).toMatchObject({ trigger: 'policy-unreadable', kind: 'fact' });
    expect(decision.triggers[0]?.reason).toContain(message);
    expect(decision.triggers[0]?.where).toContain(policyPath);
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

  it('close the gate when one does not compile', async () => {
    const { gate, edit } = await bench({ 'test_a.py': test }, { triggers: declare('fine', '(') });
    const { triggers } = await gate.evaluate(edit('test_a.py', harmless));
    expect(triggers).toMatchObject([{ trigger: 'policy-unreadable', where: 'SKILL.md:1' }]);
  });
});
