import { Source } from '../../analysis/source.ts';
import { openingOf } from '../source/brackets.ts';
import type { ChangedFile } from '../source/changed-file.ts';
import type { Fact } from './fact.ts';
import { honestSkips } from './honest-skips.ts';

/** What makes a test run less, count less or wait longer, by name. Looked for in code, not in strings or comments. */
const python: Readonly<Record<string, RegExp>> = {
  skip: /@(?:pytest\.mark|unittest)\.skip\w*|\bpytest\.(?:skip|importorskip)\(|\bself\.skipTest\(|\bpytestmark\s*=\s*pytest\.mark\.skip\w*/g,
  xfail: /\bpytest\.mark\.xfail\b|\bpytest\.xfail\(|@(?:unittest\.)?expectedFailure\b/g,
  retry: /\bpytest\.mark\.(?:flaky|repeat|rerun\w*)\b|@(?:flaky|retry|retrying|tenacity\.retry)\b/g,
  timeout: /\bpytest\.mark\.timeout\b/g,
};
const script: Readonly<Record<string, RegExp>> = {
  skip: /\b(?:it|test|describe|suite|context|specify|bench)(?:\.\w+)*\.(?:skip|skipIf|todo|fixme)\b|(?<![\w.])(?:xit|xtest|xdescribe|xcontext|xspecify)\(|\b(?:this|t|ctx|context)\.skip\(/g,
  only: /\b(?:it|test|describe|suite|context|specify|bench)(?:\.\w+)*\.only\b|(?<![\w.])(?:fit|fdescribe)\(/g,
  xfail: /\b(?:it|test)(?:\.\w+)*\.(?:fails|failing|fail)\b/g,
  retry:
    /\bjest\.retryTimes\(|\bthis\.retries\(|\b(?:test|describe)\.configure\(\s*\{[^}\n]{0,200}retries|\b(?:it|test|describe)(?:\.\w+)*\([^\n]{0,300}\bretry\s*:/g,
  timeout:
    /\bjest\.setTimeout\(|\bthis\.timeout\(|\btest\.(?:setTimeout|slow)\(|\bvi\.setConfig\(|\b(?:it|test|describe)(?:\.\w+)*\([^\n]{0,300}\btimeout\s*:|^[ \t]{0,80}\}\s*,\s*[\d_]{4,}\s*\)/gm,
};

const effects: Readonly<Record<string, string>> = {
  skip: 'the test no longer runs, or not always',
  only: 'the other tests no longer run',
  xfail: 'a failure counts as a pass',
  retry: 'a failure is tried away',
  timeout: 'the test may take longer before it fails',
};

function article(name: string): string {
  return /^[aeiox]/.test(name) ? 'an' : 'a';
}

function markersIn(code: string, expression: RegExp): number[] {
  return [...code.matchAll(expression)]
    .filter(({ index, 0: hit }) => !/^\s*\}/.test(hit) || endsTest(code, index + hit.length - 1))
    .map(({ index }) => index);
}

/** `}, 60_000)` of a test or hook is its time limit; of `setTimeout` it is no such thing. */
function endsTest(code: string, close: number): boolean {
  const before = code.slice(0, Math.max(0, openingOf(code, close))).slice(-200);
  return /(?<![\w.])(?:it|test|describe|specify|(?:before|after)(?:Each|All)?)(?:\.\w+)*(?:\([^()]*\))?\s*$/.test(
    before,
  );
}

/** A marker that there are now more of than before. Moving one or taking one out adds none. */
export function weakenedFacts(file: ChangedFile): Fact[] {
  const markers = file.path.endsWith('.py') ? python : /\.[cm]?[jt]sx?$/.test(file.path) ? script : {};
  const numbers = new Source(file.after);
  const added = new Set(file.added.map(({ line }) => line));
  return Object.entries(markers).flatMap(([name, expression]) => {
    const before = markersIn(file.scanBefore.code, expression).length;
    const now = markersIn(file.scanAfter.code, expression);
    if (now.length - (name === 'skip' ? honestSkips(file) : 0) <= before) return [];
    const lines = now.map((index) => numbers.position(index).line);
    return [
      {
        id: 'test-weakened' as const,
        statement: `test weakened: ${name} added`,
        where: { path: file.path, line: lines.find((line) => added.has(line)) ?? lines[0] ?? 1 },
        reason: `The change adds ${article(name)} ${name}: ${effects[name] ?? ''}. Failures are seen less, and what makes them stays.`,
      },
    ];
  });
}
