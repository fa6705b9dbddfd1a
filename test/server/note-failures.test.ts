import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyPlan } from '../../src/server/apply-plan.ts';
import { createContext, type ServerContext } from '../../src/server/context.ts';
import { verify } from '../../src/server/verify.ts';

const text = `import assert from 'node:assert/strict';
import { test } from 'node:test';

test.only('was mended', () => {
  assert.equal(1 + 1, 3);
});

test('was never touched', () => {
  assert.equal(2 + 2, 5);
});
`;

describe('A test that still fails after it was fixed', () => {
  let folder: string;
  let context: ServerContext;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'tp-note-')));
    const project = path.join(folder, 'shop');
    mkdirSync(project);
    writeFileSync(path.join(project, 'package.json'), '{ "type": "module", "scripts": { "test": "node --test" } }\n');
    writeFileSync(path.join(project, 'cart.test.js'), text);
    context = createContext({ roots: [project], env: { TESTING_PATTERNS_HOME: folder }, cwd: folder });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const campaign = () => verify({ tests: ['cart.test.js'], runs: 3, strategies: ['repeat'] }, context);

  it('is told to the gate, and the next edit of it goes to a person; its neighbours are not', async () => {
    const fixes = await context.fixes();
    const first = await fixes.suggest({ rules: ['focused-test'], include_suggested: true });
    expect(first.files).toHaveLength(1);
    expect((await applyPlan(first.plan_id, context)).status).toBe('applied');
    expect(await campaign()).toMatchObject({ verdict: 'failing' });

    const gate = await context.gate();
    const edit = {
      kind: 'apply_fixes',
      changes: [{ path: 'cart.test.js', before: text, after: `${text}\n` }],
    } as const;
    const { triggers } = await gate.evaluate(edit);
    const told = triggers.filter(({ trigger }) => trigger === 'flaky-persists').map(({ matched }) => matched);
    expect(told).toEqual(['flaky test persists after fix: cart.test.js::was mended']);
  });

  it('is not told when nobody has fixed it', async () => {
    await campaign();
    const { triggers } = await (await context.gate()).evaluate({ kind: 'apply_fixes', paths: ['cart.test.js'] });
    expect(triggers.map(({ trigger }) => trigger)).not.toContain('flaky-persists');
  });
});
