import { insert, standsAlone } from '../../../edits/statements.ts';
import { hookEdit, importNames, makeAsync, styleOf } from '../../../edits/typescript.ts';
import type { Variable } from '../../../facts.ts';
import type { Edit, RuleContext } from '../../../rule.ts';
import { type Place, placeOf, suiteOf } from '../places.ts';
import type { Resource } from '../resources/resources.ts';
import { runnerModule } from '../runner.ts';
import { modifierNames } from '../scope.ts';
import { madeBy } from './holders.ts';

/** Edits that end a resource when its test, or its suite, is over; undefined where the file gives no place for it. */
export function teardownEdits(
  context: RuleContext,
  resource: Resource,
  variable: Variable,
  alone: boolean,
): readonly Edit[] | undefined {
  const { file, source } = context;
  const makers = madeBy(file, source, variable);
  const [maker] = makers;
  if (!maker || makers.length > 1) return undefined;
  const place = placeOf(file, maker.function);
  const ended =
    resource.end === 'clearInterval' ? `clearInterval(${variable.name})` : `${variable.name}.${resource.end}`;
  if (place.kind !== 'test') return inHook(context, resource, place, ended, variable, alone);
  if (maker.function !== place.test.function || !standsAlone(source, maker.statement)) return undefined;
  const { semicolon } = styleOf(source);
  const { start, end } = maker.statement;
  const after = (line: string) => insert(end, `${source.eol}${source.indentAt(start)}${line}${semicolon}`);
  if (file.framework === 'vitest' && !modifierNames(file, place.test).includes('concurrent')) {
    const body = resource.endsLater ? ended : `{ ${ended}${semicolon} }`;
    return [...importNames(file, source, 'vitest', ['onTestFinished']), after(`onTestFinished(() => ${body})`)];
  }
  const [first] = file.functions[place.test.function]?.parameters ?? [];
  return file.framework === 'node:test' && first && /^\w+$/.test(first.name)
    ? [after(`${first.name}.after(() => ${ended})`)]
    : undefined;
}

/** What a beforeEach or beforeAll opens is ended in the hook that answers it. */
function inHook(
  context: RuleContext,
  { endsLater }: Resource,
  place: Place,
  ended: string,
  variable: Variable,
  alone: boolean,
): readonly Edit[] | undefined {
  const { file, source } = context;
  if (variable.level === 'function' || file.framework === 'playwright') return undefined;
  if (place.kind !== 'hook' && place.kind !== 'collection') return undefined;
  const each = place.kind === 'hook' && place.hook.kind === 'beforeEach';
  const kind = each ? 'afterEach' : 'afterAll';
  const suite = suiteOf(file, place);
  const { semicolon } = styleOf(source);
  const existing = file.hooks.find((hook) => hook.kind === kind && hook.suite === suite);
  const fn = existing && file.functions[existing.function];
  // Several returns in one new hook would end the first resource only.
  if (endsLater && ((!fn && !alone) || (fn && !fn.async && fn.parameters.length > 0))) return undefined;
  const line = `${endsLater ? (fn ? 'await ' : 'return ') : ''}${ended}${semicolon}`;
  const hook = hookEdit(file, source, kind, [line], suite);
  if (!hook) return undefined;
  const named = file.framework === 'mocha' || file.framework === 'node:test';
  const imports = importNames(file, source, runnerModule(file), [named && kind === 'afterAll' ? 'after' : kind]);
  return [...imports, ...(endsLater && fn ? makeAsync(fn) : []), hook];
}
