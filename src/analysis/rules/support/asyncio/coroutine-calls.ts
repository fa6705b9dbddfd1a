import type { CallFact } from '../../../facts.ts';
import { functionsAround } from '../../../nesting.ts';
import type { RuleContext } from '../../../rule.ts';

/** Coroutine functions of the standard library and of its neighbours, which do nothing until they are awaited. */
const functions =
  /^(?:asyncio\.(?:sleep|wait_for|wait|to_thread|open_connection|start_server|create_subprocess_(?:exec|shell))|anyio\.(?:sleep|to_thread\.run_sync)|trio\.(?:sleep|to_thread\.run_sync))$/;

const httpMethods = 'get|post|put|patch|delete|head|options|request|send|aclose';
const sessionMethods =
  'commit|rollback|flush|refresh|execute|scalars?|delete|merge|close|get|get_one|stream|run_sync|invalidate';

/** Methods of objects that are known by how they were made. */
const methods: readonly RegExp[] = [
  new RegExp(`^httpx2?\\.AsyncClient\\(\\)\\.(?:${httpMethods})$`),
  /^asyncio\.(?:Event\(\)\.wait|(?:Priority|Lifo)?Queue\(\)\.(?:get|put|join)|(?:Lock|Semaphore|Condition)\(\)\.acquire|Barrier\(\)\.wait)$/,
  new RegExp(
    `^sqlalchemy\\.ext\\.asyncio\\.(?:\\w+\\.)*(?:AsyncSession|async_sessionmaker\\(\\))\\(\\)\\.(?:${sessionMethods})$`,
  ),
];

/** The same by the annotation of a parameter: a test says `session: AsyncSession`. */
const annotated: Readonly<Record<string, RegExp>> = {
  AsyncSession: new RegExp(`^(?:${sessionMethods})$`),
  AsyncClient: new RegExp(`^(?:${httpMethods})$`),
  AsyncConnection: /^(?:execute|commit|rollback|close|scalars?|run_sync)$/,
};

/** Does the call only make a coroutine, for sure? */
export function makesCoroutine(context: RuleContext, call: CallFact): boolean {
  const path = call.typed ?? call.callee;
  return (
    functions.test(call.callee) ||
    methods.some((known) => known.test(path)) ||
    isOfAnnotated(context, call) ||
    context.helpers.isAsync(call) === 'yes'
  );
}

function isOfAnnotated({ file, source }: RuleContext, { callee, function: id }: CallFact): boolean {
  const [, name, method] = /^(\w+)\.(\w+)$/.exec(callee) ?? [];
  if (name === undefined || method === undefined) return false;
  for (const fn of functionsAround(file, id)) {
    const parameter = fn.parameters.find((each) => each.name === name);
    if (!parameter) continue;
    // What is bound anew may be something else.
    if (parameter.accesses?.some(({ kind }) => kind === 'assign')) return false;
    const [, type = ''] = /^\w+\s*:\s*["']?(?:\w+\.)*(\w+)["']?\s*(?:=|$)/.exec(source.slice(parameter.span)) ?? [];
    return Object.hasOwn(annotated, type) && annotated[type]?.test(method) === true && importsIt(file.imports, type);
  }
  return false;
}

/** Another library may have a class of the name. */
function importsIt(imports: RuleContext['file']['imports'], type: string): boolean {
  return imports.some(
    ({ name, module }) =>
      (name === type || name === '*') && /^(?:sqlalchemy\.ext\.asyncio|sqlmodel\.ext\.asyncio|httpx2?)\b/.test(module),
  );
}

/** A mock that gives a coroutine: its truth says nothing. */
export function isAsyncMockCall({ typed = '' }: CallFact): boolean {
  return /^unittest\.mock\.AsyncMock\(\)(?:\.(?!assert_|await|call|side_effect|return_value|mock_calls|reset_mock|method_calls)\w+)*$/.test(
    typed,
  );
}
