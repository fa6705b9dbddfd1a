import { shownCode } from '../untrusted/plain-text.ts';

/** A refusal in words meant for the caller: what is wrong, what was allowed, what to do next. */
export class ToolError extends Error {
  override readonly name: string = 'ToolError';
}

/** Errors whose message was written for the caller. Anything else is a fault of ours and says so. */
const SPOKEN = new Set([
  'ToolError',
  'WorkspaceError',
  'AnalysisError',
  'FixError',
  'StateError',
  'RunnerError',
  'VerificationError',
  'ProofError',
]);

/** The message of an error that was written for the caller. */
export function spokenMessage(error: unknown): string | undefined {
  return error instanceof Error && SPOKEN.has(error.name) ? error.message : undefined;
}

/** Characters of an error: room for what was wrong and what is allowed. */
const longestMessage = 4_000;

/** The names in it are of others: nothing in them is hidden, and they are no longer than is good. */
export function messageFor(error: unknown, tool: string): string {
  return shownCode(messageOf(error, tool), longestMessage);
}

function messageOf(error: unknown, tool: string): string {
  const spoken = spokenMessage(error);
  if (spoken !== undefined) return spoken;
  const reason = error instanceof Error ? error.message : String(error);
  const trace = (error instanceof Error && error.stack) || reason;
  process.stderr.write(`testing-patterns-mcp: ${tool}: ${shownCode(trace)}\n`);
  return (
    `${tool} failed because of a fault in this server: ${reason} ` +
    'Nothing else is affected and the server is still running. Try a smaller selection, and report the stack trace on its stderr.'
  );
}
