import {
  builtInRanks,
  distinctTriggers,
  type EscalationTrigger,
  type PolicyFile,
  parsePolicyFile,
  rankWords,
  sourceText,
} from '../escalation/index.ts';
import type { PatternLibrary } from '../patterns/index.ts';
import { fenceFor, shownLine } from '../untrusted/plain-text.ts';
import { triggersOf } from './open-gate.ts';
import type { PolicyState } from './policy-reader.ts';

/** Everything the gate holds actions against, as a page for people and models. */
export function policyText(patterns: PatternLibrary, { files, documents, roots, outside }: PolicyState): string {
  const declared = triggersOf(patterns);
  const problems = [
    ...declared.problems,
    ...documents.problems,
    ...files.flatMap((file) => parsePolicyFile(file).problems),
  ];
  return [
    '# Escalation policy',
    '',
    'Before an edit, an undo or a run, facts are derived from the action and held against these triggers. Any hit needs a person; no tool argument can grant an approval.',
    '',
    'All of it counts together: every trigger of every source, and of several ranks the highest. No source takes away what another one says.',
    ...(problems.length === 0
      ? []
      : [
          '',
          '## Unreadable',
          '',
          'Everything needs a person until these are mended.',
          '',
          ...problems.map(({ path, line, message }) => `- ${path}:${line}: ${shownLine(message)}`),
        ]),
    '',
    '## Built in',
    '',
    ...Object.entries(builtInRanks).map(([fact, rank]) => `- ${fact}: lifted by ${rankWords[rank]}`),
    '',
    '## From skills',
    '',
    ...distinctTriggers([...declared.triggers, ...documents.triggers]).map(triggerText),
    ...outside.flatMap((path) =>
      fileText(path, files, 'Not there. A policy for all workspaces, yours or of this machine.'),
    ),
    ...roots.flatMap((root) => [
      ...fileText(root.path, files, 'Not there. Triggers in it make the gate stricter, never looser.'),
      '',
      whatCounts(root),
    ]),
    '',
  ].join('\n');
}

function triggerText(trigger: EscalationTrigger): string {
  const what = trigger.kind === 'pattern' ? `\`${trigger.pattern}\`` : `any of: ${trigger.keywords.join(', ')}`;
  return `- ${shownLine(`${what}: ${trigger.reason}`)} (${sourceText(trigger)}; lifted by ${rankWords[trigger.minRank ?? 1]})`;
}

function whatCounts({ revisions, isCommitted }: PolicyState['roots'][number]): string {
  if (revisions.length === 0) return `No commit was read. ${workTreeOnly}`;
  const commits = revisions.map(shortRevision).join(', ');
  if (!isCommitted) return `The file is in none of the commits that count (${commits}). ${workTreeOnly}`;
  return `Read in the work tree and as committed at: ${commits}. What was taken away in the work tree or in a commit counts until none of these has it.`;
}

const workTreeOnly =
  'Only what lies in the work tree counts, and whoever may edit it may take away what it says: commit it.';

/** All versions of one file, each under a heading of its own. */
function fileText(path: string, files: readonly PolicyFile[], missing: string): string[] {
  const versions = files.filter((file) => file.path === path);
  if (versions.length === 0) return ['', `## ${path}`, '', missing];
  return versions.flatMap((file) => {
    const heading = ['', `## ${file.revision === undefined ? '' : `${file.revision}:`}${path}`, ''];
    return 'text' in file
      ? [...heading, ...fenced('yaml', file.text.trimEnd())]
      : [...heading, `The file ${file.problem}.`];
  });
}

/** In a fence that nothing in the text closes. */
function fenced(language: string, text: string): string[] {
  const fence = fenceFor(text);
  return [fence + language, text, fence];
}

function shortRevision(revision: string): string {
  return revision.replace(/ ([0-9a-f]{12})[0-9a-f]*$/, ' $1');
}
