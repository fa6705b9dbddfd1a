import { howAPersonApproves, type ShownTrigger, triggersText } from '../escalation/index.ts';
import { plainAnswer } from '../untrusted/plain-answer.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { complain } from './output.ts';

interface Stop {
  readonly status: string;
  readonly approval_id?: string;
  readonly triggers: readonly ShownTrigger[];
  readonly triggers_more?: number;
  readonly next_step: string;
}

/** Says why nothing was written and what the person at the command line does next. */
export function stopped(stop: Stop): ExitCode {
  const { status, approval_id, triggers, triggers_more = 0, next_step } = plainAnswer(stop);
  complain(
    [
      status,
      ...(triggers.length > 0 ? [triggersText(triggers)] : []),
      ...(triggers_more > 0 ? [`and ${triggers_more} more.`] : []),
      approval_id === undefined
        ? next_step
        : `Nothing was touched. ${howAPersonApproves(approval_id)} Then run this command again.`,
    ].join('\n'),
  );
  return EXIT.found;
}
