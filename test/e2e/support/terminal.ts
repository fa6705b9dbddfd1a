import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cleanEnvironment, program } from './program.ts';
import type { Sandbox } from './sandbox.ts';

export interface TerminalRun {
  readonly status: number | null;
  readonly screen: string;
}

/**
 * Runs the program in a real terminal, of this many rows and columns, and types what `answer` makes of each part of the
 * screen since the last answer.
 */
export async function runInTerminal(
  { project, home }: Sandbox,
  args: readonly string[],
  answer: (fresh: string) => string | undefined,
  size: { readonly rows: number; readonly columns: number } = { rows: 0, columns: 0 },
): Promise<TerminalRun> {
  const start = `stty rows ${size.rows} cols ${size.columns} && exec "$0" "$@"`;
  const terminal = spawn(
    'python3',
    [
      '-c',
      'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)',
      'sh',
      '-c',
      start,
      process.execPath,
      program,
      ...args,
    ],
    { cwd: project, env: cleanEnvironment(home) },
  );
  let screen = '';
  let fresh = '';
  terminal.stdout.setEncoding('utf8').on('data', (part: string) => {
    screen += part;
    fresh += part;
    const reply = answer(fresh);
    if (reply === undefined) return;
    fresh = '';
    terminal.stdin.write(`${reply}\n`);
  });
  // Not 'exit': then the last of the screen may still be in the pipe.
  await once(terminal, 'close');
  return { status: terminal.exitCode, screen: screen.replaceAll('\r\n', '\n') };
}

/** The code that a screen asks a person to retype. */
export function shownCode(screen: string): string | undefined {
  return /type ([A-Z0-9]{6}) \(/.exec(screen)?.[1];
}
