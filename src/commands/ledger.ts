import { Ledger, type LedgerCheck, visibleLine } from '../escalation/index.ts';
import { ledgerText } from '../reports/ledger-text.ts';
import { type Environment, findStates, openState, type State } from '../state/index.ts';
import { Workspace } from '../workspace/index.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { colors, print } from './output.ts';

export interface LedgerOptions {
  /** Only the ledger of the workspace with these roots. */
  readonly root?: readonly string[];
  /** Entries to show, the newest. */
  readonly last?: number;
}

/** Says of each ledger whether it is as it was written. */
export async function verifyLedgers({ root }: LedgerOptions, env: Environment, cwd: string): Promise<ExitCode> {
  const states = await statesOf(root, env, cwd);
  let code: ExitCode = EXIT.ok;
  for (const state of states) {
    const check = await ledgerOf(state).verify();
    if (!check.ok) code = EXIT.found;
    print(`${checkText(check)}  ${placeOf(state)}`);
  }
  if (states.length === 0) print('There is no ledger: nothing was decided yet.');
  return code;
}

/** What was decided, asked, shown and answered. */
export async function showLedgers(
  { root, last = 20 }: LedgerOptions,
  env: Environment,
  cwd: string,
): Promise<ExitCode> {
  const states = await statesOf(root, env, cwd);
  for (const state of states) {
    const entries = await ledgerOf(state).entries();
    print(`${placeOf(state)}: ${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}`);
    for (const entry of entries.slice(-last)) print(`  ${ledgerText(entry)}`);
  }
  if (states.length === 0) print('There is no ledger: nothing was decided yet.');
  return EXIT.ok;
}

async function statesOf(root: readonly string[] | undefined, env: Environment, cwd: string): Promise<readonly State[]> {
  const all = await findStates(env);
  if (root === undefined) return all;
  const { roots } = await Workspace.open({ roots: root, env, cwd });
  const { folder } = openState({ env, roots });
  return all.filter((state) => state.folder === folder);
}

function ledgerOf(state: State): Ledger {
  return new Ledger(state, () => new Date());
}

function checkText(check: LedgerCheck): string {
  if (!check.ok) return `${colors.red('BROKEN')}  line ${check.line}: ${check.reason}`;
  const torn = check.torn ? ', and a part of one that a crash cut off' : '';
  return `${colors.green('whole')}  ${check.lines} line${check.lines === 1 ? '' : 's'}${torn}`;
}

function placeOf({ roots, folder }: State): string {
  return roots.length > 0 ? roots.map(visibleLine).join(', ') : `${folder} (of a workspace that is not known any more)`;
}
