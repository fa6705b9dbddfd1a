import { shownLine } from '../untrusted/plain-text.ts';
import { colors, complain } from './output.ts';

interface MadeRun {
  readonly run: number;
  readonly strategy: string;
  readonly outcome: string;
  readonly ms: number;
  readonly failed: readonly string[];
}

/** How far a long command is, on stderr: one line that changes where a person looks, a line for each event elsewhere. */
export interface Progress {
  run(done: number, total: number, run: MadeRun): void;
  say(done: number, text: string): void;
  end(): void;
}

/** Milliseconds between two lines about nothing but progress, in a log. */
const QUIET = 10_000;

export function openProgress(): Progress {
  return process.stderr.isTTY ? live() : plain();
}

function live(): Progress {
  let failures = 0;
  const show = (text: string) => {
    const width = Math.max(20, (process.stderr.columns ?? 80) - 1);
    process.stderr.write(`\r\u001b[2K${shownLine(text).slice(0, width)}`);
  };
  return {
    run(done, total, { strategy, outcome, failed }) {
      if (failed.length > 0) failures += 1;
      const bar = '#'.repeat(Math.round((20 * done) / Math.max(1, total))).padEnd(20, '.');
      show(`[${bar}] ${done}/${total} runs, ${failures} with a failure · ${strategy}: ${outcome}`);
    },
    say: (done, text) => show(`${done} runs · ${text}`),
    end: () => process.stderr.write('\r\u001b[2K'),
  };
}

function plain(): Progress {
  let last = performance.now();
  const due = () => {
    const now = performance.now();
    if (now - last < QUIET) return false;
    last = now;
    return true;
  };
  return {
    run(done, total, { run, strategy, outcome, ms, failed }) {
      if (outcome !== 'passed')
        complain(
          `run ${run} (${strategy}): ${outcome} ${failed.map((id) => shownLine(id)).join(', ')} (${Math.round(ms)} ms)`,
        );
      if (done === total || due()) complain(colors.dim(`${done} of ${total} runs`));
    },
    say(done, text) {
      if (due()) complain(`${done} runs. ${shownLine(text)}`);
    },
    end: () => undefined,
  };
}
