import type { Test, TestFile } from '../../../facts.ts';
import type { Source } from '../../../source.ts';
import { commentAbove } from '../state/runs.ts';

/** The test says itself that reaching the end is what it checks. */
const provesNoError =
  /\b(?:(?:does|do|did|should|must|will|would|can)(?:n['’]?t| not|not)|never) (?:throws?|crash(?:es)?|raises?|fail|error|blow|panic|reject|explode)|without (?:any |an |a )?(?:error|throw|crash|exception|fail|warning|issue|problem|rais)|\bno (?:error|exception|crash)|\bwill (?:raise|throw|fail)\b|\b(?:accept|allow)(?:s|ed|ing)?\b|\bhangs?\b|\bdeadlocks?\b|\bregression (?:test )?for\b|\bif we g[eo]t here\b|\bpreviously\b[^.\n]{0,30}\b(?:raised|threw|failed|crashed)|\bused to (?:raise|throw|fail|crash)|\bjust verif|\bshould (?:just )?work\b|\brenders?\b|\bsmoke\b|\bimports?\b|\bimportable\b|\bcan be imported\b|\bcompiles\b|\b(?:safe|safely|gracefully|noop|no[- ]op)\b|\bno(?:ne|thing)\b[^.\n]{0,40}\b(?:raises?|throws?|fails?)\b|\bno longer (?:raise|throw|crash|fail|error)|\bexecutes\b|\b(?:does|do|should do) nothing\b|\bnot (?:hang|time ?out|type ?error|stack overflow)|\bcrash\b|\b(?:pyright|mypy|type[- ]check(?:s|ed|er|ing))\b/i;

/** Python's: the link or number of the bug that was, in the docstring or the name; what would raise otherwise. */
const remembersInPython =
  /\bissues?\/\d+|\/pull\/\d+|\bissue[ _]#?\d+|#\d{3,}\b|\bregression\b|\bdoes(?: not|n['’]t) break\b|\bwill error\b|\bignor(?:es?|ed|ing)\b|\bswallow(?:s|ed)?\b|\breturns? early\b|\bearly return\b|\bmust succeed\b|\binfinite (?:recursion|loop)\b|\bmak(?:e|es|ing) sure\b[^.]*\bcan be\b/i;

/** Ended when it has not begun, or ended again. */
const isAskedTwice =
  /\b(?:un(?:sub|reg|bind|lock)|remov|delet|clos|dispos|stop|terminat|shut|cancel|clear)\w*\b.*\b(?:without|not (?:active|running|open|started|connected)|non-?exist\w*|unknown|missing|twice|again|already|idempotent|multiple times)\b/i;

/** The same in the words of tests in TypeScript. */
const endsAtAll =
  /\b(?:not|never|without)\b[^.\n]{0,20}\b(?:stall|wait|deadlock|hit)(?:s|ed|ing)?\b|\b(?:not|never) (?:emit|log|report|cause|produce|trigger)s? (?:an? |any )?(?:unhandled )?(?:error|warning|rejection)s?\b|\bsurvives?\b|\bcallable\b|\bignores? (?:null|undefined)\b|^fails?\b|\binfers?\b|\b(?:types|typed|typings?|type[- ](?:check|safe|test|infer)\w*|type is)\b/i;

/** What is asked of something that is not there, or asked again, has nothing to show but that it is taken. */
const isAskedInVain =
  /\b(?:remov|delet|clos|dispos|unsubscrib|unregister|clear|cancel)\w*\b.*\b(?:non-?exist\w*|unknown|missing|twice|again|already)\b/i;

/** The file is about it: `no-hang.spec.ts`. */
const fileOfNoError = /\bno-(?:hang|stall|crash|throw|error)s?\b/;

/** It compiles, which is what it is there for: a type of its own, a link to the bug that was. */
const isForCompiler = /^\s*(?:interface|type) \w+/m;
const remembersBug = /\bregression\b|\bissues?\/\d+|\/pull\/\d+/i;

/** Does the title or a comment of the test say that it is enough that nothing is thrown? */
export function saysNoError(
  { language, path }: Pick<TestFile, 'language' | 'path'>,
  source: Source,
  test: Test,
): boolean {
  const comments =
    source
      .slice(test.span)
      .match(/(?:#|\/\/)[^\n]*|"""[\s\S]*?"""/g)
      ?.join('\n') ?? '';
  // A sentence may go on in the next line.
  const spoken = comments.replace(/\s*\n\s*(?:#|\/\/)?\s*/g, ' ');
  const title = test.title.replaceAll('_', ' ');
  if (provesNoError.test(title) || provesNoError.test(spoken)) return true;
  if (language === 'python' && /(?:^|\/)test_typ(?:e_?check|ing)\w*\.py$/.test(path)) return true;
  if (language === 'python') return remembersInPython.test(`${spoken} ${title}`) || isAskedTwice.test(title);
  if (language !== 'typescript') return false;
  // Beside tests that expect compile errors, what compiles is the counterpart.
  if (/@ts-expect-error|\bexpectTypeOf\(/.test(source.text) && !/\bawait\b/.test(source.slice(test.span))) return true;
  const written = [spoken, title, optionsOf(source, test), path].join('\n') + commentAbove(source, test.span, language);
  return (
    endsAtAll.test(title) ||
    isAskedInVain.test(title) ||
    fileOfNoError.test(path) ||
    /\bnot (?:stall|hang)\b|\bpass(?:es)? if we (?:reach|get)\b/i.test(spoken) ||
    remembersBug.test(written) ||
    isForCompiler.test(source.slice(test.span))
  );
}

/** Between title and body: Playwright's `{ annotation: { type: 'issue', … } }` makes it the test of a bug that was there. */
function optionsOf(source: Source, { nameSpan }: Test): string {
  return /^[\s,]*\{[^}]*\}/.exec(source.text.slice(nameSpan.end, nameSpan.end + 400))?.[0] ?? '';
}
