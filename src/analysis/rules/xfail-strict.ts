import { insert } from '../edits/statements.ts';
import type { Argument } from '../facts.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import { examples } from './examples/xfail-strict.ts';
import { wordsAround } from './support/pytest/comments.ts';
import { type Mark, marksIn } from './support/pytest/marks.ts';

/**
 * `@pytest.mark.xfail` that lets the test pass as well: it is green whatever the code does.
 * `unittest.expectedFailure` is strict by itself. Source: pytest's how-to on xfail; C25 of falsegreen.
 */
export const xfailStrict = defineRule({
  id: 'xfail-strict',
  title: 'Expected failure that may also pass',
  cause: 'vacuous',
  topic: 'flaky',
  severity: 'warning',
  languages: ['python'],
  frameworks: ['pytest'],
  pattern: 'structure/tests-that-can-fail',
  why: 'A test under a plain `xfail` mark is green when it fails and green when it passes. It fails for any reason, a misspelt name too, and nobody notices when the code is mended or breaks anew. With `strict=True` an unexpected pass fails the run, and `raises=` names the failure that is meant.',
  examples,
  *check(context) {
    const { file, project } = context;
    if (project.pytest?.xfailStrict) return;
    for (const mark of marksIn(file)) {
      const report = mark.name === 'xfail' ? judge(context, mark) : undefined;
      if (report) yield report;
    }
  },
});

function judge(context: RuleContext, mark: Mark): Report | undefined {
  const given = mark.call?.arguments ?? [];
  const named = (name: string) => given.find((argument) => argument.name === name);
  // `strict=False` is a decision; `run=False` is a skip; `xfail(**why)` hides what it says.
  if (named('strict') || named('run') || given.some(({ kind }) => kind === 'spread')) return undefined;
  const why = reasonOf(context, mark, named('reason'));
  // A test that sometimes fails cannot be strict.
  const isFlaky =
    /\bflak[ey]|\bintermittent|\bsometimes\b|\boccasional|\bfrequently\b|\bsporadic|\brandom|\bnon-?determinis|\brac[ey]\b/i.test(
      why,
    );
  const isExplained =
    why !== '' || given.some(({ name }) => name === undefined || name === 'condition') || named('raises');
  const who = greenWhatever[mark.on];
  if (isExplained) {
    if (isFlaky) return undefined;
    return {
      at: mark.span,
      severity: 'info',
      message: `${who}, so nobody hears of it when the reason is gone. Add strict=True, and ${isShared(mark) ? `one passing test of the ${mark.on} fails` : 'a pass fails'} the run.`,
      fix: strictFix(context, mark),
    };
  }
  return {
    at: mark.span,
    message: `${who}, and nothing says why ${isShared(mark) ? 'they' : 'it'} may fail. Add a reason and strict=True${named('raises') ? '' : ' (and raises= with the error that is meant)'}.`,
    fix: strictFix(context, mark),
  };
}

const greenWhatever: Readonly<Record<Mark['on'], string>> = {
  function: 'This test is green whether it fails or passes',
  parameter: 'This test is green whether it fails or passes',
  class: 'Each test of the class is green whether it fails or passes',
  module: 'Each test of the module is green whether it fails or passes',
};

/** Strict on a class or a module is strict for each of its tests. */
function isShared({ on }: Mark): boolean {
  return on === 'class' || on === 'module';
}

/** What the mark, or a comment beside it, says. */
function reasonOf({ source }: RuleContext, mark: Mark, reason: Argument | undefined): string {
  const said = reason === undefined ? '' : typeof reason.value === 'string' ? reason.value : source.slice(reason.span);
  return `${said} ${wordsAround(source, mark.span)}`.trim();
}

function strictFix({ source }: RuleContext, { span, call }: Mark): FixDraft {
  const title = 'Let an unexpected pass fail: strict=True';
  if (!call) return { title, safety: 'suggested', edits: [insert(span.end, '(strict=True)')] };
  const last = call.arguments.at(-1);
  if (!last) return { title, safety: 'suggested', edits: [insert(call.span.end - 1, 'strict=True')] };
  const before = source.text.slice(source.lineStart(last.span.start), last.span.start).replace(/\w+\s*=\s*$/, '');
  const gap = before.trim() === '' ? source.eol + before : ' ';
  return { title, safety: 'suggested', edits: [insert(last.span.end, `,${gap}strict=True`)] };
}
