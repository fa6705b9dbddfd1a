import { randomInt } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { ApprovalService } from './approvals.ts';
import { pageOf, type WindowSize } from './pages.ts';
import { shortDigest } from './preview.ts';

export interface TerminalApproval {
  readonly approvals: ApprovalService;
  readonly approval_id: string;
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream & WindowSize;
  /** True only when input and output are both terminals. */
  readonly isTTY: boolean;
}

export type TerminalOutcome = { readonly status: 'approved' } | { readonly status: 'refused'; readonly reason: string };

/** Without letters and digits that look alike. */
const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const codeLength = 6;

/**
 * Shows a person everything an approval covers, page by page, and takes their yes, as a code that they retype. The code is
 * made after the last page and stored nowhere. A program of the same user can still drive a terminal: this is rank 2, not
 * proof.
 *
 * It reads the terminal on stdin, not the controlling one (`/dev/tty`): that would also open for a command which an agent
 * runs through pipes, and take the keys that the person types for the agent.
 */
export async function approveInTerminal({
  approvals,
  approval_id,
  input,
  output,
  isTTY,
}: TerminalApproval): Promise<TerminalOutcome> {
  if (!isTTY) {
    return refused(
      'Approving needs a terminal on both input and output, so that a person reads what they approve. Run the command in a terminal of your own, without pipes.',
    );
  }
  const found = await approvals.find(approval_id);
  if (!found.ok) return refused(found.reason);
  if (found.approval.required_rank > 2) {
    return refused(
      `These triggers need a signed approval; a terminal gives rank 2. "approve ${approval_id} --statement" prints what is to be signed and says how.`,
    );
  }
  const shown = await approvals.show(approval_id, 'terminal');
  if (!shown.ok) return refused(shown.reason);

  const typing = createInterface({ input, terminal: false });
  const ask = questioner(typing, output);
  try {
    let page = pageOf(shown.text, 0, output);
    output.write(`${page.text}\n`);
    while (page.next !== undefined) {
      const typed = await ask('-- more: Enter shows the next page, q refuses: ');
      if (typed !== '') return refused('Not everything was shown. Nothing was approved.');
      page = pageOf(shown.text, page.next, output);
      output.write(`${page.text}\n`);
    }
    output.write(`The text above has the sha256 ${shortDigest(shown.shown_digest)}…, as the ledger says.\n`);
    const code = Array.from({ length: codeLength }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
    const retyped = await ask(`\nTo approve exactly this, once, type ${code} (anything else refuses): `);
    if (retyped !== code)
      return refused('The code was not retyped. Nothing was approved; run the command again to get a new code.');
  } finally {
    typing.close();
  }

  const answered = await approvals.grant(approval_id, { channel: 'terminal', shown_digest: shown.shown_digest });
  return answered.status === 'refused' ? answered : { status: 'approved' };
}

type Typing = ReturnType<typeof createInterface>;

/** Asks for one line at a time; undefined when nobody types any more. */
function questioner(typing: Typing, output: NodeJS.WritableStream): (question: string) => Promise<string | undefined> {
  const lines = typing[Symbol.asyncIterator]();
  return async (question) => {
    output.write(question);
    const { value, done } = await lines.next();
    return done ? undefined : value.trim();
  };
}

function refused(reason: string): TerminalOutcome {
  return { status: 'refused', reason };
}
