import type { Argument, CallFact, TestFile } from '../../../facts.ts';
import type { RuleContext } from '../../../rule.ts';
import { variableNamed } from '../values.ts';

/**
 * What an expression is in any case, whatever the page shows or the code returns: an object (locator, promise, list), or
 * null where nothing is found, which is not undefined.
 */
export type Present = 'locator' | 'promise' | 'list' | 'nullable';

const pageReads =
  /(?:^page|\.page|locator\(\)|getBy\w+\(\)|\.(?:first|last|nth|filter)\(\))\.(?:is(?:Visible|Hidden|Enabled|Disabled|Checked|Editable)|textContent|innerText|innerHTML|inputValue|getAttribute|count|allTextContents|allInnerTexts|title)$/;

const locatorMaker = /(?:^|\.)(?:locator|frameLocator|getBy(?:Role|Text|Label|Placeholder|AltText|Title|TestId))$/;
const locatorStep = /(?:locator|frameLocator|getBy\w+)\(\)(?:\.\w+\(\))*\.(?:first|last|nth|filter|and|or|describe)$/;

const lists =
  /(?:^|\.)(?:querySelectorAll|queryAllBy[A-Z]\w*|getElementsBy\w+)$|^(?:Object\.(?:keys|values|entries)|Array\.from)$/;
const nullables = /(?:^|\.)(?:querySelector|closest|getElementById|getAttribute|queryBy[A-Z]\w*)$/;

/** Read off the call, written here or kept in a constant. */
export function presentBy(context: RuleContext, argument: Argument, from: number): Present | undefined {
  if (argument.awaited) return undefined;
  const { file } = context;
  if (argument.kind === 'name') {
    const variable = variableNamed(file, String(argument.value), from);
    if (!variable?.constant || variable.initial?.kind !== 'call') return undefined;
    return presentBy(context, variable.initial, variable.function);
  }
  const call = argument.kind === 'call' && argument.ref !== undefined ? file.calls[argument.ref] : undefined;
  if (!call) return undefined;
  if (file.framework === 'playwright' && (locatorMaker.test(call.callee) || locatorStep.test(call.callee)))
    return 'locator';
  if (givesPromise(context, call)) return 'promise';
  // The names mean other things there.
  if (file.framework === 'playwright') return undefined;
  if (lists.test(call.callee)) return 'list';
  return nullables.test(call.callee) ? 'nullable' : undefined;
}

function givesPromise({ file, helpers }: RuleContext, call: CallFact): boolean {
  if (file.framework === 'playwright' && pageReads.test(call.callee)) return true;
  if (/^(?:screen|within\(\))\.find(?:All)?By[A-Z]\w*$/.test(call.callee)) return true;
  return !isMocked(file, call) && helpers.isAsync(call) === 'yes';
}

/** What stands in for a mocked module's function may well answer at once. */
export function isMocked(file: TestFile, { origin }: CallFact): boolean {
  if (!origin) return false;
  return file.calls.some(
    ({ callee, arguments: [target] }) =>
      /^(?:vi|jest)\.(?:mock|doMock|unstable_mockModule)$/.test(callee) && target?.value === origin.module,
  );
}
