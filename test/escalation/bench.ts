import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Action, type DeclaredTriggers, Gate, type GateOptions, policyPath } from '../../src/escalation/index.ts';
import { bundledPatternsDir, loadPatterns } from '../../src/patterns/index.ts';
import { openState } from '../../src/state/index.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';

/** A real workspace with a gate over it, and a clock that moves only when told to. */
export async function bench(
  files: Readonly<Record<string, string>> = {},
  options: Partial<Pick<GateOptions, 'env' | 'history' | 'hasBaseline' | 'triggers' | 'databaseUses'>> = {},
) {
  const workspace = tempWorkspace(files);
  const home = tempWorkspace();
  const state = openState({ env: { TESTING_PATTERNS_HOME: home.root }, roots: [workspace.root] });
  const clock = { now: new Date('2026-03-01T12:00:00Z') };
  const triggers = options.triggers ?? (await seedTriggers());
  const openGate = () =>
    new Gate({
      env: {},
      ...options,
      triggers,
      state,
      now: () => clock.now,
      policies: async () => {
        const text = await readFile(path.join(workspace.root, policyPath), 'utf8').catch(() => undefined);
        const files = text === undefined ? [] : [{ path: policyPath, text }];
        return { files, documents: { triggers: [], problems: [] } };
      },
      workspaceReader: {
        roots: [''],
        read: (name) => readFile(path.join(workspace.root, name), 'utf8').catch(() => undefined),
        list: (folder) => readdir(path.join(workspace.root, folder)).catch(() => []),
      },
    });

  return {
    ...workspace,
    state,
    gate: openGate(),
    /** Another process over the same state. */
    openGate,
    passMinutes(minutes: number) {
      clock.now = new Date(clock.now.getTime() + minutes * 60_000);
    },
    /** A fix of a file of the workspace; the file on disk stays as it is. */
    edit(name: string, change: (before: string) => string): Action {
      const before = workspace.text(name);
      const after = change(before);
      if (after === before) throw new Error(`The edit of ${name} changes nothing.`);
      return { kind: 'apply_fixes', arguments: { plan_id: 'plan_1' }, changes: [{ path: name, before, after }] };
    },
  };
}

/** The seed's three triggers, as the bundled skill declares them. */
export function seedTriggers(): Promise<DeclaredTriggers> {
  loaded ??= loadPatterns(bundledPatternsDir()).then(({ skills, problems }) => ({
    triggers: skills.flatMap((skill) => skill.triggers),
    problems,
  }));
  return loaded;
}

/** A hundred documents, which no test changes. */
let loaded: Promise<DeclaredTriggers> | undefined;

export function declare(...patterns: string[]): DeclaredTriggers {
  return {
    triggers: patterns.map((pattern) => ({ kind: 'pattern', pattern, reason: 'declared', source: 'SKILL.md:1' })),
    problems: [],
  };
}
