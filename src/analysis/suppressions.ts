import type { CommentFact, TestFile } from './facts.ts';
import type { Report, RuleMeta } from './rule.ts';
import type { Source } from './source.ts';

/** What the engine itself reports about suppression comments. */
export const suppressionRule: RuleMeta = {
  id: 'suppression',
  title: 'A suppression comment that is wrong or does nothing',
  cause: 'genuine-failure',
  topic: 'structure',
  severity: 'warning',
  languages: ['typescript', 'python'],
  pattern: 'flaky/identify',
  why: 'A suppression without a reason hides a decision, and one that matches nothing hides the next finding that comes to its line.',
  examples: {
    bad: [
      {
        framework: 'vitest',
        code: "import { expect, it } from 'vitest';\n// testing-patterns: ignore[no-assertion]\nit('adds', () => {\n  add(1, 2);\n});\n",
      },
      {
        framework: 'pytest',
        code: 'def test_adds():\n    assert add(1, 2) == 3  # testing-patterns: ignore[fixed-sleep] slow device\n',
      },
    ],
    good: [
      {
        framework: 'vitest',
        code: "import { it } from 'vitest';\n// testing-patterns: ignore[no-assertion] the type checker is the assertion\nit('compiles', () => {\n  compile();\n});\n",
      },
    ],
  },
};

interface Suppression {
  readonly comment: CommentFact;
  readonly rules: readonly string[];
  readonly reason: string;
  /** Lines (1-based) whose findings it silences. */
  readonly lines: ReadonlySet<number>;
}

/** A test file, or another file with comments. */
type Suppressible = Pick<TestFile, 'comments' | 'tests' | 'functions'>;

export interface RuleReport {
  readonly rule: RuleMeta;
  readonly report: Report;
}

/**
 * Drops the reports that a comment silences and reports comments without reason, with an unknown rule, or that silence nothing.
 * "Silences nothing" is only said of rules that ran (`ran`), so choosing rules does not produce noise.
 */
export function applySuppressions(
  file: Suppressible,
  source: Source,
  reports: readonly RuleReport[],
  known: ReadonlySet<string>,
  ran: ReadonlySet<string>,
): readonly RuleReport[] {
  const own: RuleReport[] = [];
  const complain = (comment: CommentFact, message: string) =>
    own.push({ rule: suppressionRule, report: { at: comment.span, message } });
  const suppressions: Suppression[] = [];
  for (const comment of file.comments) {
    const parsed = parse(comment);
    if (!parsed) {
      complain(comment, 'Not a suppression this tool understands. Write: testing-patterns: ignore[rule-id] reason');
      continue;
    }
    for (const id of parsed.rules) {
      if (!known.has(id))
        complain(comment, `There is no rule "${id}", so nothing is suppressed. Check the id in the finding.`);
    }
    if (parsed.reason === '') {
      complain(comment, 'A suppression needs a reason: it is kept out until one stands behind the bracket.');
      continue;
    }
    suppressions.push({ comment, ...parsed, lines: coveredLines(file, source, comment) });
  }
  const used = new Set<string>();
  const kept = reports.filter(({ rule, report }) => {
    const line = source.position(report.at.start).line;
    const hit = suppressions.find((entry) => entry.rules.includes(rule.id) && entry.lines.has(line));
    if (hit) used.add(`${hit.comment.span.start}#${rule.id}`);
    return !hit;
  });
  for (const { comment, rules } of suppressions) {
    for (const id of rules) {
      if (known.has(id) && ran.has(id) && !used.has(`${comment.span.start}#${id}`)) {
        complain(comment, `Suppresses "${id}", which reports nothing here any more. Remove the comment.`);
      }
    }
  }
  return [...kept, ...own];
}

function parse(comment: CommentFact): { rules: readonly string[]; reason: string } | undefined {
  const match = /testing-patterns:\s*ignore\[([^\]]*)\](.*)$/s.exec(comment.text);
  if (!match) return undefined;
  const rules = (match[1] ?? '').split(',').map((id) => id.trim());
  const reason = (match[2] ?? '')
    .replace(/\*\/\s*$/, '')
    .replace(/^[\s:–-]+/, '')
    .trim();
  return rules.some((id) => id === '') ? undefined : { rules, reason };
}

/** A comment behind code speaks of its line; one on its own line of the next line of code, or of the head of the test that begins there. */
function coveredLines(file: Suppressible, source: Source, comment: CommentFact): ReadonlySet<number> {
  if (!comment.ownLine) return new Set([comment.line]);
  let offset = source.nextLine(comment.span.end);
  while (offset < source.text.length && isBlankOrComment(source.text.slice(offset, source.nextLine(offset)))) {
    offset = source.nextLine(offset);
  }
  const first = source.position(offset).line;
  const lines = new Set([first]);
  for (const test of file.tests) {
    if (source.position(test.span.start).line !== first) continue;
    const body = file.functions[test.function]?.body.start ?? test.nameSpan.end;
    const last = source.position(Math.max(test.nameSpan.end, Math.min(body, test.span.end))).line;
    const head = source.position(test.nameSpan.end).line;
    for (let line = first; line <= Math.min(head, last); line += 1) lines.add(line);
  }
  return lines;
}

function isBlankOrComment(line: string): boolean {
  return /^\s*(?:$|\/\/|#|\*|\/\*)/.test(line);
}
