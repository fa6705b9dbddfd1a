import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { type Decision, Gate } from '../../src/escalation/index.ts';
import type { PatternSource } from '../../src/patterns/index.ts';
import { PolicyReader } from '../../src/server/policy-reader.ts';
import { openState } from '../../src/state/index.ts';
import { Workspace } from '../../src/workspace/index.ts';
import { type TempWorkspace, tempWorkspace } from '../support/temp-workspace.ts';

export interface Repository extends TempWorkspace {
  git(...args: string[]): string;
  commit(): void;
}

const author = { NAME: 'A', EMAIL: 'a@example.org' };
const identity = Object.entries(author).flatMap(([name, value]) => [
  [`GIT_AUTHOR_${name}`, value],
  [`GIT_COMMITTER_${name}`, value],
]);

/** A real repository on the branch `main`, without a commit. */
export function repository(files: Readonly<Record<string, string>> = {}): Repository {
  const workspace = tempWorkspace(files);
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], {
      cwd: workspace.root,
      env: { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '', GIT_CONFIG_NOSYSTEM: '1', ...Object.fromEntries(identity) },
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  git('init', '-q', '-b', 'main');
  return {
    ...workspace,
    git,
    commit() {
      git('add', '-A');
      git('commit', '-q', '-m', 'c');
    },
  };
}

/** A gate over folders that holds only what the policies there say. */
export async function policyGate(
  roots: readonly string[],
  {
    skills = [],
    folders = [],
    env = {},
  }: { skills?: readonly string[]; folders?: readonly string[]; env?: Readonly<Record<string, string>> } = {},
) {
  const home = tempWorkspace();
  const environment = {
    PATH: process.env.PATH,
    HOME: home.root,
    XDG_CONFIG_HOME: home.root,
    APPDATA: home.root,
    ...env,
  };
  const cwd = roots[0] ?? home.root;
  const workspace = await Workspace.open({ roots, env: environment, cwd });
  const sources = [
    ...workspace.roots.map((root): PatternSource => {
      return {
        folder: path.join(root, '.testing-patterns/patterns'),
        name: '.testing-patterns/patterns',
        kind: 'team',
      };
    }),
    ...folders.map((name): PatternSource => ({ folder: path.resolve(cwd, name), name, kind: 'skills' })),
  ];
  const reader = new PolicyReader({ workspace, sources, skills, env: environment, cwd });
  const gate = new Gate({
    triggers: { triggers: [], problems: [] },
    policies: () => reader.read(),
    state: openState({ env: { TESTING_PATTERNS_HOME: home.root }, roots: workspace.roots }),
    workspaceReader: { roots: [''], read: async () => undefined, list: async () => [] },
    env: {},
  });
  return {
    reader,
    home,
    /** What the gate says of an action in plain words. */
    ask: (text: string): Promise<Decision> => gate.evaluate({ kind: 'describe', text }),
  };
}
