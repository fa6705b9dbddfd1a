import { importModule } from '../../../edits/python.ts';
import { standsAlone } from '../../../edits/statements.ts';
import type { Assertion, TestFile, Wait } from '../../../facts.ts';
import type { FixDraft, RuleContext } from '../../../rule.ts';
import { conditionOf } from './python-text.ts';

/** A poll of more conditions than this is no longer easy to read. */
const mostConditions = 3;

/** Beyond this many columns the loop is harder to read than the pause. */
const longestLine = 110;

/**
 * Replaces the pause by a loop that ends as soon as the conditions of the `assert` statements behind it hold. The asserts
 * stay as they are and give the verdict. None where evaluating a condition early could raise, await or change something.
 */
export function pollUntilTrue(
  { file, source }: RuleContext,
  wait: Wait,
  run: readonly Assertion[],
): FixDraft | undefined {
  if (run.length === 0 || run.length > mostConditions || !standsAlone(source, wait.statement)) return undefined;
  const conditions = run.map((assertion) =>
    assertion.style === 'assert' ? conditionOf(source.slice(assertion.statement)) : undefined,
  );
  const known = conditions.filter((condition) => condition !== undefined && canBePolled(condition));
  const sleep = napAs(file, wait);
  if (known.length !== conditions.length || !sleep) return undefined;
  const { local: module, edits } = importModule(file, source, 'time');
  const indent = source.indentAt(wait.statement.start);
  const lines = [
    `deadline = ${module}.monotonic() + 5`,
    `while not ${together(known)} and ${module}.monotonic() < deadline:`,
    `${source.indentUnit}${sleep(module)}`,
  ];
  if (lines.some((line) => indent.length + line.length > longestLine)) return undefined;
  return {
    title: 'Poll the condition until a deadline',
    safety: 'suggested',
    edits: [...edits, { ...wait.statement, text: lines.join(source.eol + indent) }],
  };
}

/** Subscripts raise on what is not there yet; `await`, `:=` and line breaks do not fit into the loop's condition. */
function canBePolled(condition: string): boolean {
  return !/[\w)\]]\s*\[|\n|\bawait\b|:=|\byield\b|\bcall_args\b|\bpop\(|\bnext\(/.test(condition);
}

function together(conditions: readonly (string | undefined)[]): string {
  const only = conditions.length === 1 ? conditions[0] : undefined;
  if (only !== undefined && /^[\w.]+(?:\([\w.]*\))?$/.test(only)) return only;
  const parts = conditions.map((condition) =>
    conditions.length > 1 && / or /.test(condition ?? '') ? `(${condition})` : condition,
  );
  return `(${parts.join(' and ')})`;
}

function napAs(file: TestFile, wait: Wait): ((time: string) => string) | undefined {
  if (wait.via === 'time.sleep') return (time) => `${time}.sleep(0.01)`;
  if (wait.via !== 'asyncio.sleep') return undefined;
  const asyncio = file.imports.find((entry) => entry.module === 'asyncio' && entry.name === '*');
  const sleep = file.imports.find((entry) => entry.module === 'asyncio' && entry.name === 'sleep');
  const call = asyncio ? `${asyncio.local}.sleep` : sleep?.local;
  return call === undefined ? undefined : () => `await ${call}(0.01)`;
}
