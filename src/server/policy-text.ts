import { builtInRanks, type EscalationTrigger, policyPath } from '../escalation/index.ts';
import { fenceFor, shownLine } from '../untrusted/plain-text.ts';
import { declaredTriggers, type GateParts, readerOf } from './open-gate.ts';

const RANKS = ['', "the client's dialog", 'a person in a terminal of their own', 'a signed approval'];

/** Everything the gate holds actions against, as a page for people and models. */
export async function policyText(parts: Omit<GateParts, 'env'>): Promise<string> {
  const { triggers, problems } = await declaredTriggers(parts);
  const reader = readerOf(parts.workspace);
  const own = await Promise.all(
    reader.roots.map(async (root) => ({
      path: `${root}${policyPath}`,
      text: await reader.read(`${root}${policyPath}`),
    })),
  );
  return [
    '# Escalation policy',
    '',
    'Before an edit, an undo or a run, facts are derived from the action and held against these triggers. Any hit needs a person; no tool argument can grant an approval.',
    '',
    '## Built in',
    '',
    ...Object.entries(builtInRanks).map(([fact, rank]) => `- ${fact}: lifted by ${RANKS[rank]}`),
    '',
    '## From skills',
    '',
    ...triggers.map(triggerText),
    ...problems.map(
      ({ path, line, message }) =>
        `- UNREADABLE ${path}:${line}: ${shownLine(message)} Everything needs a person until it is mended.`,
    ),
    ...own.flatMap(({ path, text }) =>
      text === undefined
        ? ['', `## ${path}`, '', 'Not there. Triggers in it make the gate stricter, never looser.']
        : ['', `## ${path}`, '', ...fenced('yaml', text.trimEnd())],
    ),
    '',
  ].join('\n');
}

/** In a fence that nothing in the text closes. */
function fenced(language: string, text: string): string[] {
  const fence = fenceFor(text);
  return [fence + language, text, fence];
}

function triggerText(trigger: EscalationTrigger): string {
  const what = trigger.kind === 'pattern' ? `\`${trigger.pattern}\`` : `any of: ${trigger.keywords.join(', ')}`;
  return `- ${shownLine(`${what}: ${trigger.reason}`)} (${trigger.source}; lifted by ${RANKS[trigger.minRank ?? 1]})`;
}
