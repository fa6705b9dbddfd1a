import { randomInt } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import type { ApprovalRecord, ApprovalService } from './approvals.ts';
import { shownTriggers, triggersText } from './shown-triggers.ts';
import { visible } from './visible.ts';

export interface TerminalApproval {
  readonly approvals: ApprovalService;
  readonly approval_id: string;
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** True only when input and output are both terminals. */
  readonly isTTY: boolean;
}

export type TerminalOutcome = { readonly status: 'approved' } | { readonly status: 'refused'; readonly reason: string };

/** Without letters and digits that look alike. */
const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const codeLength = 6;

/**
 * Shows a person everything an approval covers and takes their yes, as a code that they retype. The code is made when it
 * is shown and stored nowhere. A program of the same user can still drive a terminal: this is rank 2, not proof.
 */
export async function approveInTerminal({
  approvals,
  approval_id,
  input,
  output,
  isTTY,
}: TerminalApproval): Promise<TerminalOutcome> {
  if (!isTTY) {
    return {
      status: 'refused',
      reason:
        'Approving needs a terminal on both input and output, so that a person reads what they approve. Run the command in a terminal of your own, without pipes.',
    };
  }
  const found = await approvals.find(approval_id);
  if (!found.ok) return { status: 'refused', reason: found.reason };

  const code = Array.from({ length: codeLength }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
  output.write(preview(found.approval));
  const typed = await ask(input, output, `\nTo approve exactly this, once, type ${code} (anything else refuses): `);
  if (typed !== code)
    return {
      status: 'refused',
      reason: 'The code was not retyped. Nothing was approved; run the command again to get a new code.',
    };

  const answered = await approvals.grant(approval_id, { channel: 'terminal' });
  if (answered.status === 'refused') return answered;
  if (!('lifted' in answered) || !answered.lifted) {
    return {
      status: 'refused',
      reason: `This action needs an approval of rank ${found.approval.required_rank}; a terminal gives rank 2. Lower the rank in the policy, by hand, if that is meant.`,
    };
  }
  return { status: 'approved' };
}

function preview(approval: ApprovalRecord): string {
  const lines = [
    `Approval ${approval.approval_id}, valid until ${approval.expires}`,
    '',
    approval.summary,
    '',
    'Why a person is asked:',
    triggersText(shownTriggers(approval.triggers, approval.triggers.length).triggers),
    '',
    approval.diff === '' ? 'No file would be changed.' : 'Everything that would be changed:',
    approval.diff,
  ];
  return `${visible(lines.join('\n'))}\n`;
}

async function ask(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, question: string): Promise<string> {
  output.write(question);
  const lines = createInterface({ input, terminal: false });
  try {
    for await (const line of lines) return line.trim();
    return '';
  } finally {
    lines.close();
  }
}
