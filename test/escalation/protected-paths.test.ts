import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { plainPath } from '../../src/escalation/facts/plain-path.ts';
import { relativeInside, spellingProblem } from '../../src/workspace/index.ts';
import { bench } from './bench.ts';

const policy = '.testing-patterns/escalation.yaml';

/** What an edit of a file is called by the gate. */
async function factsOf(gate: Awaited<ReturnType<typeof bench>>['gate'], name: string): Promise<string[]> {
  const { triggers } = await gate.evaluate({ kind: 'apply_fixes', changes: [{ path: name, before: 'a', after: 'b' }] });
  return triggers.filter(({ kind }) => kind === 'fact').map(({ trigger }) => trigger);
}

const protectedFiles = [
  policy,
  '.testing-patterns/patterns/SKILL.md',
  '.testing-patterns/patterns/cart.test.ts',
  'skills/house/SKILL.md',
  '.git/hooks/pre-commit',
  '.git/config',
  'vendor/lib/.git',
  '.husky/pre-commit',
  '.husky/cart.test.ts',
  'lefthook.yml',
  '.lefthook.yaml',
  'lefthook-local.yml',
  '.pre-commit-config.yaml',
  '.overcommit.yml',
  '.simple-git-hooks.json',
  '.lintstagedrc',
  '.envrc',
  '.claude/settings.json',
  '.claude/settings.local.json',
  '.claude/hooks/test_guard.py',
  '.cursor/rules/own.mdc',
  '.cursor/mcp.json',
  '.vscode/mcp.json',
  '.vscode/settings.json',
  '.codex/config.toml',
  '.gemini/settings.json',
  '.windsurf/rules/own.md',
  '.opencode/agent.md',
  'opencode.json',
  '.mcp.json',
  'AGENTS.md',
  'packages/api/AGENTS.md',
  'CLAUDE.local.md',
  'CODEOWNERS',
  '.github/CODEOWNERS',
  '.github/workflows/ci.yml',
  '.github/copilot-instructions.md',
  '.gitattributes',
];

it('an edit of a file that says what agents may do is never an edit of a test', async () => {
  const { gate } = await bench();
  for (const name of protectedFiles) expect([name, await factsOf(gate, name)]).toEqual([name, ['test-infrastructure']]);
});

/** Of one file. What begins with `linked` goes through a symbolic link. */
const spellings = [
  '.testing-patterns/escalation.yaml',
  './.testing-patterns/escalation.yaml',
  './/.testing-patterns//escalation.yaml',
  '.testing-patterns/./escalation.yaml',
  '.testing-patterns/../.testing-patterns/escalation.yaml',
  'tests/../.testing-patterns/escalation.yaml',
  'tests/unit/../../.testing-patterns/escalation.yaml',
  'missing/../.testing-patterns/escalation.yaml',
  '.testing-patterns/patterns/../escalation.yaml',
  'linked/escalation.yaml',
  'linked/../.testing-patterns/escalation.yaml',
  'linked-file.test.ts',
  'tests/linked-twice/escalation.yaml',
];

/** Of one file where letter case, Unicode forms and trailing dots do not count. */
const foldedSpellings = [
  '.TESTING-PATTERNS/ESCALATION.YAML',
  '.Testing-Patterns/Escalation.yaml',
  '.testing-patterns\\escalation.yaml',
  '.\\.testing-patterns\\escalation.yaml',
  'tests\\..\\.testing-patterns\\escalation.yaml',
  '.testing-patterns/esc\u200balation.yaml',
  '.testing\u00ad-patterns/escalation.yaml',
  '.testing-patterns\u200c/escalation.yaml',
  '\ufeff.testing-patterns/escalation.yaml',
  '．testing-patterns/escalation.yaml',
  '.ｔesting-patterns/escalation.yaml',
  '.testing-patterns／escalation.yaml',
  '.testing-patterns/escalation.yaml.',
  '.testing-patterns/escalation.yaml ',
  '.testing-patterns/escalation.yaml. .',
  '.testing-patterns./escalation.yaml',
  '.testing-patterns /escalation.yaml',
  '.testing-patterns/escalation.yaml::$DATA',
  '.testing-patterns::$INDEX_ALLOCATION/escalation.yaml',
  '.testing-patterns/escalation.yaml:stream',
  '.testing-patterns/escalation.yaml:stream:$DATA',
];

/** Of a path below `C:\\shop`, for Windows. */
const windowsSpellings = [
  'C:\\shop\\.testing-patterns\\escalation.yaml',
  'c:\\SHOP\\.testing-patterns\\escalation.yaml',
  'C:/shop/.testing-patterns/escalation.yaml',
  'C:.testing-patterns\\escalation.yaml',
  '\\\\?\\C:\\shop\\.testing-patterns\\escalation.yaml',
  '\\\\.\\C:\\shop\\.testing-patterns\\escalation.yaml',
  '\\shop\\.testing-patterns\\escalation.yaml',
  '..\\shop\\.testing-patterns\\escalation.yaml',
  '\\\\localhost\\c$\\shop\\.testing-patterns\\escalation.yaml',
];

describe('a protected file under another name', () => {
  it('is found by its real path', async () => {
    const { root, gate, open } = await bench({
      [policy]: 'triggers: []\n',
      'tests/unit/a.py': '',
      '.testing-patterns/patterns/a.md': '',
    });
    symlinkSync('.testing-patterns', path.join(root, 'linked'));
    symlinkSync(policy, path.join(root, 'linked-file.test.ts'));
    symlinkSync('../linked', path.join(root, 'tests/linked-twice'));
    const workspace = await open();
    for (const spelling of [...spellings, `${root}/${policy}`, `${root}/tests/../${policy}`]) {
      const located = await workspace.locate(spelling);
      expect([spelling, located.display]).toEqual([spelling, policy]);
    }
    expect(await factsOf(gate, policy)).toEqual(['test-infrastructure']);
  });

  it('is found, or at least its folder, where the file system folds names', async () => {
    const { gate, open } = await bench({ [policy]: 'triggers: []\n' });
    const workspace = await open();
    for (const spelling of foldedSpellings) {
      expect([spelling, plainPath(spelling)]).toEqual([spelling, policy]);
      const { display } = await workspace.locate(spelling);
      expect([spelling, await factsOf(gate, display)]).toEqual([spelling, ['test-infrastructure']]);
    }
  });

  it('is found or refused on Windows', () => {
    const found = [...spellings.slice(0, 9), ...foldedSpellings, ...windowsSpellings].map((spelling) => {
      const full = path.win32.resolve('C:\\shop', spelling);
      const inside = relativeInside('C:\\shop', full, path.win32);
      const isFound = inside === undefined || plainPath(inside) === policy;
      return [spelling, isFound || spellingProblem(spelling, path.win32) !== undefined];
    });
    expect(found.filter(([, isSafe]) => !isSafe)).toEqual([]);
  });

  it('stays apart from other files', async () => {
    const { gate } = await bench();
    for (const name of [
      'tests/escalation.test.ts',
      'tests/agents.test.ts',
      'claude/test_a.py',
      'tests/git/hooks.test.ts',
    ])
      expect([name, await factsOf(gate, name)]).toEqual([name, []]);
  });
});
