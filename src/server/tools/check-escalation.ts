import { z } from 'zod';
import { shownTriggers, triggersText } from '../../escalation/shown-triggers.ts';
import { defineTool, READ_ONLY } from '../define-tool.ts';
import { DecisionOutput, TriggersInFull } from '../schemas.ts';

export const checkEscalation = defineTool({
  name: 'check_escalation',
  title: 'Check whether a person must be asked',
  description:
    'Holds an action you plan against the escalation triggers: real databases, external services, test infrastructure, unclear performance thresholds, flaky tests that stay flaky, and what the workspace added. "approval_required": stop and ask the person before you do it. Does nothing by itself.',
  input: z.strictObject({
    action: z.string().min(1).describe('What you are about to do, in your own words.'),
    text: z.string().optional().describe('The command, code or diff itself.'),
    paths: z.array(z.string().max(4096)).optional().describe('Files it touches, relative to the root.'),
  }),
  output: z.object({
    decision: DecisionOutput,
    triggers: TriggersInFull,
    triggers_more: z.number().exactOptional(),
  }),
  annotations: READ_ONLY,
  async run({ action, text, paths = [] }, context) {
    const workspace = await context.workspace();
    const located = await Promise.all(paths.map((path, index) => workspace.locate(path, `paths[${index}]`)));
    const gate = await context.gate();
    const { decision, triggers } = await gate.evaluate({
      kind: 'describe',
      text: action,
      paths: located.map(({ display }) => display),
      // Facts are derived from what would run; mere arguments are only matched.
      ...(text === undefined ? {} : { command: text }),
    });
    return { decision, ...shownTriggers(triggers.map((hit) => ({ ...hit, where: fieldOf(hit.where) }))) };
  },
  text({ decision, triggers, triggers_more = 0 }) {
    if (decision === 'allow') return 'allow: no escalation trigger matches.';
    const more = triggers_more > 0 ? `\nand ${triggers_more} more.` : '';
    return `approval_required: ask the person before you do this.\n${triggersText(triggers)}${more}`;
  },
});

/** The gate's names of what it looked at, as this tool calls them. */
const FIELDS: Readonly<Record<string, string>> = { text: 'action', command: 'text' };

function fieldOf(where: string): string {
  return where.replace(/^(text|command)(?=$|:\d+$)/, (name) => FIELDS[name] ?? name);
}
