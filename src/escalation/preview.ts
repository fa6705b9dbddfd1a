import { canonicalJson } from '../state/index.ts';
import { sha256 } from '../workspace/index.ts';
import type { Action } from './action.ts';
import { shownDiff } from './shown-diff.ts';
import { shownTriggers, triggersText } from './shown-triggers.ts';
import type { Rank, TriggerHit } from './trigger.ts';
import { visible, visibleLine } from './visible.ts';

export interface Previewed {
  readonly action: Action;
  readonly triggers: readonly TriggerHit[];
  readonly required_rank: Rank;
  readonly action_digest: string;
  readonly policy_digest: string;
}

/** What the request is about, in one line. */
export function summaryOf({ kind, changes = [] }: Action): string {
  const what = {
    apply_fixes: 'Apply fixes',
    undo_fixes: 'Undo fixes',
    describe: 'A described action',
    run_tests: 'Run tests',
  }[kind];
  return changes.length === 0
    ? what
    : `${what}: ${changes.length} file${changes.length === 1 ? '' : 's'} would be changed`;
}

/** Everything that a person has to know of an action, in full; nothing in it can hide or pose as a line of ours. */
export function previewOf({ action, triggers, required_rank, action_digest, policy_digest }: Previewed): string {
  const { text, command, paths = [], changes = [] } = action;
  const parts = [
    [
      summaryOf(action),
      ...(command === undefined ? [] : [`Command: ${visibleLine(command)}`]),
      ...(paths.length === 0 ? [] : [`Files: ${paths.map(visibleLine).join(', ')}`]),
      ...argumentLines(action.arguments),
      ...(text === undefined ? [] : ['Text:', ...text.split('\n').map((line) => `  | ${visible(line)}`)]),
    ].join('\n'),
    `Why a person is asked:\n${triggersText(shownTriggers(triggers.map(inOneLine), triggers.length).triggers)}`,
    changes.length > 0 ? `Everything that would be changed:\n\n${shownDiff(changes)}` : unchanged(action),
    `Needed: ${rankWords[required_rank]} (rank ${required_rank}).\nAction ${action_digest}\nPolicy ${policy_digest}`,
  ];
  return parts.join('\n\n');
}

function unchanged({ kind }: Action): string {
  return kind === 'run_tests'
    ? 'No file is edited. The code of these tests would run with your rights, and can change files.'
    : 'No file would be changed.';
}

/** The text that is shown, the same in a dialog, in a terminal and in a statement to be signed. */
export function shownText(
  approval: { readonly approval_id: string; readonly expires: string; readonly preview: string },
  roots: readonly string[],
): string {
  return [
    `Approval ${approval.approval_id}: for exactly this, once, until ${approval.expires}.`,
    `Workspace: ${roots.map(visibleLine).join(', ')}`,
    '',
    approval.preview,
    '',
  ].join('\n');
}

/** Of the whole text that was shown. */
export function shownDigest(text: string): string {
  return sha256(text);
}

/** Enough of a digest to be compared by eye, and found in the ledger. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 16);
}

export const rankWords: Readonly<Record<Rank, string>> = {
  1: "a yes in the client's dialog",
  2: 'a person in a terminal of their own',
  3: 'a signed approval',
};

function argumentLines(given: unknown): string[] {
  if (typeof given !== 'object' || given === null) return [];
  return Object.entries(given).map(
    ([name, value]) => `${visibleLine(name)}: ${visibleLine(canonicalJson(value) ?? '')}`,
  );
}

function inOneLine(hit: TriggerHit): TriggerHit {
  const { source, trigger, reason, matched, where } = hit;
  return {
    ...hit,
    source: visibleLine(source),
    trigger: visibleLine(trigger),
    reason: visibleLine(reason),
    matched: visibleLine(matched),
    where: visibleLine(where),
  };
}
