import type { SyntaxProblem, TestFile } from '../analysis/facts.ts';
import type { Finding } from '../analysis/finding.ts';
import { Source } from '../analysis/source.ts';

/** A text and what the analysis says of it. */
export interface Reading {
  readonly text: string;
  readonly facts: TestFile;
  readonly findings: readonly Finding[];
}

/**
 * Why an edited file is no improvement, or undefined when it is one: it still parses, keeps its tests and assertions, the
 * findings that were to be fixed are gone and no other has come, but for an `info` in exchange for something worse.
 */
export function objection(before: Reading, after: Reading, fixed: readonly Finding[]): string | undefined {
  const problem = newProblem(before.facts.syntaxProblems, after.facts.syntaxProblems);
  if (problem) {
    const { line } = new Source(after.text).position(problem.span.start);
    return `the file would no longer parse (line ${line}: ${problem.message})`;
  }
  if (after.facts.tests.length < before.facts.tests.length) return 'it would remove a test';
  if (after.facts.assertions.length < before.facts.assertions.length) return 'it would remove an assertion';
  const twice = declaredTwice(after.facts).find((name) => !declaredTwice(before.facts).includes(name));
  if (twice !== undefined) return `it would declare ${twice} twice`;
  return countObjection(before, after, fixed);
}

/** Two fixes may keep things under one name, which parses and does not load. */
function declaredTwice({ language, variables }: TestFile): readonly string[] {
  const constants = variables.filter(({ level, constant }) => level === 'module' && constant).map(({ name }) => name);
  return language === 'typescript' ? constants.filter((name, at) => constants.indexOf(name) < at) : [];
}

/** What parses must go on parsing; of what parses without compiling there may be no more than before. */
function newProblem(before: readonly SyntaxProblem[], after: readonly SyntaxProblem[]): SyntaxProblem | undefined {
  const grammatical = after.find(({ semantic }) => !semantic);
  if (grammatical) return grammatical;
  const had = before.map(({ message }) => message);
  return after.find(({ message }) => {
    const at = had.indexOf(message);
    if (at >= 0) had.splice(at, 1);
    return at < 0;
  });
}

/** Ids of identical findings of one test depend on their order, so findings are compared by count per rule and test. */
function countObjection(before: Reading, after: Reading, fixed: readonly Finding[]): string | undefined {
  const key = titles(before) === titles(after) ? ruleAndTest : ruleOnly;
  const allowed = countBy(before.findings, key);
  for (const finding of fixed) allowed.set(key(finding), (allowed.get(key(finding)) ?? 0) - 1);
  const had = countBy(before.findings, key);
  for (const [name, count] of countBy(after.findings, key)) {
    if (count <= (allowed.get(name) ?? 0)) continue;
    if (
      isSmallPrice(
        after.findings.filter((finding) => key(finding) === name),
        fixed,
      )
    )
      continue;
    const example = after.findings.find((finding) => key(finding) === name);
    const where = example ? ` (line ${example.range.start.line}: ${example.message})` : '';
    return count <= (had.get(name) ?? 0)
      ? `the finding would still be there${where}`
      : `it would bring a new finding of rule ${example?.rule ?? name}${where}`;
  }
  return undefined;
}

/** An assertion that holds at last may be worth a remark. One that the next run would fix by itself is none: it belongs into this edit. */
function isSmallPrice(come: readonly Finding[], fixed: readonly Finding[]): boolean {
  return (
    come.every(({ severity, fix }) => severity === 'info' && fix !== 'safe') &&
    fixed.every(({ severity, rule }) => severity !== 'info' && come.every((finding) => finding.rule !== rule))
  );
}

function titles({ facts }: Reading): string {
  return facts.tests.map((test) => test.fullTitle).join('\n');
}

function ruleAndTest({ rule, test }: Finding): string {
  return `${rule}\n${test ?? ''}`;
}

/** For fixes that rename a test: then its other findings carry another title. */
function ruleOnly({ rule }: Finding): string {
  return rule;
}

function countBy(findings: readonly Finding[], key: (finding: Finding) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(key(finding), (counts.get(key(finding)) ?? 0) + 1);
  return counts;
}
