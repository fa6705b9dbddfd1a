import { reindent } from '../edits/statements.ts';
import { styleOf } from '../edits/typescript.ts';
import type { Block, Span, Suite, Test, TestFile } from '../facts.ts';
import { defineRule, type FixDraft, type RuleContext } from '../rule.ts';
import { contains, type Source } from '../source.ts';
import { wholeName } from '../words.ts';
import { examples } from './examples/conditional-test.ts';
import { withoutComments } from './support/assertions/swallowing.ts';
import { climb } from './support/scope.ts';
import { isTypeTest } from './support/type-tests.ts';
import { variablesReadIn } from './support/values.ts';

/** What is found on this machine, at this moment: files, answers of servers. */
const asksTheMachine =
  /(?:^|\.)(?:readdir|readdirSync|opendirSync|globSync|glob|globbySync|globby|fastGlob|fg|existsSync|pathExistsSync|statSync|accessSync|which|whichSync|fetch|request|execSync|spawnSync|execFileSync)$|(?:^|\.)(?:glob|fg|globby|fastGlob)\.(?:sync|globSync)$/;

/** A switch that chooses tests is the author's choice, and is seen in the code. */
const isSwitch =
  /\bprocess\.|\bimport\.meta\.env\b|\btypeof\b|\bsemver\b|[vV]ersion|[pP]latform|\bos\.|\bCI\b|\b__\w+__\b|\b(?:is|has|supports|should|can|use)[A-Z]\w*\b(?!\()/;

/** Tests that are registered only when something is there: when it is not, they are gone and nothing says so. */
export const conditionalTest = defineRule({
  id: 'conditional-test',
  title: 'Test that may not be registered',
  cause: 'vacuous',
  topic: 'flaky',
  severity: 'warning',
  languages: ['typescript'],
  pattern: 'structure/tests-that-can-fail',
  why: 'A test inside an `if` or a loop over what is found at run time does not exist when nothing is found: it is neither failed nor skipped, and the run is green. A skip is counted and shown, and an assertion that something was found fails.',
  examples,
  *check(context) {
    const { file } = context;
    if (isTypeTest(file.path)) return;
    const seen = new Set<number>();
    for (const test of file.tests) {
      for (const block of around(file, test)) {
        if (seen.has(block.construct.start)) break;
        const what = askedOf(context, block);
        if (what === undefined || isAccountedFor(context, block)) continue;
        seen.add(block.construct.start);
        yield {
          at: block.condition ?? block.span,
          test: test.id,
          ...wording(context, block, what),
          fix: fixFor(context, block),
        };
        break;
      }
    }
  },
});

/** The branches and loops that a test is registered in, innermost first. */
function* around(file: TestFile, test: Test): Generator<Block> {
  const own = file.functions[test.function]?.block;
  const from = own === undefined ? undefined : file.blocks[own]?.parent;
  if (from === undefined || test.function === 0) return;
  for (const block of climb(file, from)) {
    if (block.kind === 'function' && file.functions[block.function]?.role === 'function' && !callsEach(file, block))
      return;
    if (block.kind !== 'function' && block.kind !== 'branch' && block.kind !== 'loop') return;
    if (block.kind !== 'function' || callsEach(file, block)) yield block;
  }
}

/** The callback of `files.forEach((file) => { it(…) })`. */
function callsEach(file: TestFile, block: Block): boolean {
  const given = file.functions[block.function]?.argumentOf;
  return given !== undefined && /\.forEach$/.test(file.calls[given]?.callee ?? '');
}

/** The call that looks at the machine to decide whether, or for what, the tests are registered. */
function askedOf({ file, source }: RuleContext, block: Block): string | undefined {
  const decides = decidingSpan(file, block);
  if (!decides || (block.kind === 'branch' && isSwitch.test(source.slice(decides)))) return undefined;
  return machineCallIn(file, decides, 0);
}

function decidingSpan(file: TestFile, block: Block): Span | undefined {
  if (block.kind !== 'function') return block.condition;
  const given = file.functions[block.function]?.argumentOf;
  return given === undefined ? undefined : file.calls[given]?.calleeSpan;
}

function machineCallIn(file: TestFile, span: Span, depth: number): string | undefined {
  const call = file.calls.find((candidate) => contains(span, candidate.span) && asksTheMachine.test(candidate.callee));
  if (call) return call.callee;
  if (depth > 2) return undefined;
  for (const { initializer, constant } of variablesReadIn(file, span)) {
    const found = initializer && constant ? machineCallIn(file, initializer, depth + 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Nothing is lost unseen. Measured: vitest 4 fails a suite, or a file, without tests; jest 30 fails such a file. Or the code
 * itself looks: another arm registers or skips, an assertion or a `throw` stands on what was found.
 */
function isAccountedFor({ file, source, project }: RuleContext, block: Block): boolean {
  const isInside = (span: Span) => contains(block.construct, span);
  if (block.kind === 'branch' && block.exhaustive) return true;
  if (project.runner.name === 'vitest') {
    const suites = file.suites.filter(({ span }) => contains(span, block.construct));
    const suite = suites.sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start))[0];
    if (file.tests.every(({ span }) => isInside(span) || (suite && !contains(suite.span, span)))) return true;
  }
  if (project.runner.name === 'jest' && file.tests.every(({ span }) => isInside(span))) return true;
  const decides = decidingSpan(file, block);
  const names = decides ? variablesReadIn(file, decides) : [];
  const isLookedAt = (span: Span) =>
    !isInside(span) && names.some(({ accesses }) => accesses.some((access) => contains(span, access.span)));
  if (file.assertions.some(({ statement }) => isLookedAt(statement))) return true;
  return names.some(({ name }) =>
    new RegExp(`if \\([^\\n]*${wholeName(name)}[^\\n]*\\)\\s*\\{?\\s*throw\\b`).test(source.text),
  );
}

function wording({ file, source }: RuleContext, block: Block, what: string): { message: string; severity?: 'info' } {
  if (block.kind === 'branch') {
    return {
      message: `These tests exist only when \`${shorten(source.slice(block.condition ?? block.span))}\`: otherwise they are gone, and the run is green without them. Register them always, and skip them then: ${ownSkip(file)}.`,
    };
  }
  return {
    severity: 'info',
    message: `One test is registered for everything \`${what}\` finds: when it finds nothing, no test runs and nothing fails. Assert that it found something, in a test of its own.`,
  };
}

function ownSkip({ framework }: TestFile): string {
  if (framework === 'vitest') return '`it.runIf(condition)(…)`';
  if (framework === 'node:test') return '`{ skip: !condition }`';
  if (framework === 'playwright') return "`test.skip(!condition, '…')`";
  return '`(condition ? it : it.skip)(…)`';
}

/** `if (found) { it('x', …) }` becomes `it.runIf(found)('x', …)`. */
function fixFor({ file, source }: RuleContext, block: Block): FixDraft | undefined {
  if (block.kind !== 'branch' || block.condition === undefined || !/^if\b/.test(source.slice(block.construct)))
    return undefined;
  const [only, ...others] = registeredIn(file, block);
  const call = only && file.calls.find(({ span }) => span.start === only.span.start && span.end <= only.span.end);
  if (!call || others.length > 0) return undefined;
  const inner = source.slice(block.span).replace(/^\{[\t ]*\r?\n|\r?\n[\t ]*\}$/g, '');
  const start = source.lineStart(block.construct.start);
  const isAlone = withoutComments(inner).replace(/;$/, '') === source.slice(call.span);
  if (!isAlone || inner.includes('`') || source.text.slice(start, block.construct.start).trim() !== '')
    return undefined;
  const name = source.slice(call.calleeSpan);
  const condition = source.slice(block.condition);
  const head = headOf(file, source, name, condition);
  if (head === undefined) return undefined;
  const text = reindent(
    source,
    inner.replace(name, () => head),
    -1,
  );
  return {
    title: 'Skip instead of leaving out',
    safety: 'suggested',
    edits: [{ start, end: block.construct.end, text }],
  };
}

function headOf({ framework }: TestFile, source: Source, name: string, condition: string): string | undefined {
  if (!/^(?:it|test|describe)$/.test(name)) return undefined;
  if (framework === 'vitest') return `${name}.runIf(${condition})`;
  // Without semicolons a line that begins with a parenthesis goes on from the line above.
  if ((framework !== 'jest' && framework !== 'mocha') || styleOf(source).semicolon === '') return undefined;
  return `(${condition} ? ${name} : ${name}.skip)`;
}

/** The outermost tests and suites of a block. */
function registeredIn(file: TestFile, block: Block): readonly (Test | Suite)[] {
  const all = [...file.suites, ...file.tests].filter(({ span }) => contains(block.span, span));
  return all.filter((one) => !all.some((other) => other !== one && contains(other.span, one.span)));
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
