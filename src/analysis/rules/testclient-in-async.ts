import type { CallFact, FunctionFact, Test, TestFile } from '../facts.ts';
import { defineRule, type RuleContext } from '../rule.ts';
import { testclientInAsyncExamples } from './examples/testclient-in-async.ts';
import { isSwitchedOff, testAround } from './support/scope.ts';

const makesClient = /^(?:starlette|fastapi)\.testclient\.TestClient$/;
const request = /\.(?:get|post|put|patch|delete|head|options|request|websocket_connect|send)$/;

/** A use of the client in an async test, and where that client comes from. */
interface Use {
  readonly call: CallFact;
  readonly test: Test;
  readonly client: string;
}

/**
 * Starlette's TestClient is synchronous: each request runs the app in a loop of its own, in a thread, and the loop of the test stands
 * still meanwhile. Source: FastAPI's documentation, "Async Tests"; starlette/testclient.py (anyio's blocking portal).
 */
export const testclientInAsync = defineRule({
  id: 'testclient-in-async',
  title: 'Synchronous TestClient in an async test',
  cause: 'async-wait',
  topic: 'async',
  severity: 'warning',
  languages: ['python'],
  frameworks: ['pytest', 'unittest'],
  pattern: 'mocking/external-apis',
  why: 'TestClient runs the application in an event loop of its own and blocks that of the test. What the test made with await (a session, a pool, a lock) belongs to another loop, and a request that waits for the test waits for ever. httpx.AsyncClient with ASGITransport stays in the loop of the test.',
  examples: testclientInAsyncExamples,
  *check(context) {
    const uses = [...clientUses(context)];
    const clients = new Set(uses.map(({ client }) => client));
    // One finding for one client: who makes it decides for all tests that use it.
    for (const client of clients) {
      const own = uses.filter((use) => use.client === client);
      const mixed = own.filter(({ test }) => awaits(context, test));
      const [first] = mixed.length > 0 ? mixed : own;
      if (!first) continue;
      const tests = new Set((mixed.length > 0 ? mixed : own).map(({ test }) => test.id)).size;
      const more = tests > 1 ? ` The same in ${tests - 1} more async tests of this file.` : '';
      yield {
        at: first.call.span,
        test: first.test.id,
        ...(mixed.length === 0 && { severity: 'info' as const }),
        message:
          mixed.length > 0
            ? `TestClient blocks the loop of this async test and runs the app in another one: what the test awaits belongs to a different loop. Use httpx.AsyncClient(transport=ASGITransport(app=app)).${more}`
            : `TestClient is synchronous, so this test gains nothing by being async and blocks its loop. Make it a plain def, or use httpx.AsyncClient with ASGITransport.${more}`,
      };
    }
  },
});

function* clientUses(context: RuleContext): Generator<Use> {
  const { file } = context;
  for (const call of file.calls) {
    if (!request.test(call.callee)) continue;
    const fn = file.functions[call.function];
    const test = fn?.async ? testAround(file, fn.id) : undefined;
    if (!fn || !test || test.function !== fn.id || call.handling === 'awaited' || isSwitchedOff(file, test)) continue;
    const client = clientOf(context, call, fn);
    if (client !== undefined) yield { call, test, client };
  }
}

/** `TestClient(app).get`, a variable that holds one, or a synchronous fixture that gives one. */
function clientOf(context: RuleContext, { callee, typed }: CallFact, fn: FunctionFact): string | undefined {
  if (/^(?:starlette|fastapi)\.testclient\.TestClient\(\)\.\w+$/.test(typed ?? callee)) return 'own';
  const [, name] = /^(\w+)\.\w+$/.exec(callee) ?? [];
  if (name === undefined || !fn.parameters.some((parameter) => parameter.name === name)) return undefined;
  const site = context.fixtures.find(name, fn);
  if (!site || site.fixture.async) return undefined;
  return givesClient(site.file, site.fixture.function) ? `fixture ${name}` : undefined;
}

/** `with TestClient(app) as client: yield client`, `return TestClient(app)`. */
function givesClient(file: TestFile, id: number): boolean {
  const made = file.calls.filter(({ function: home, callee }) => home === id && makesClient.test(callee));
  if (made.length !== 1) return false;
  const values = [
    ...(file.functions[id]?.yields ?? []).map(({ value }) => value),
    ...file.exits.filter((exit) => exit.kind === 'return' && exit.function === id).map(({ value }) => value),
  ];
  return values.length > 0 && values.every((value) => isClient(file, value, id, made));
}

type Given = CallFact['arguments'][number] | undefined;

function isClient(file: TestFile, value: Given, id: number, made: readonly CallFact[]): boolean {
  if (value?.kind === 'call') return made.some((call) => call.id === value.ref);
  if (value?.kind !== 'name') return false;
  const bound = file.variables.find(({ name, function: home }) => name === value.value && home === id);
  const { initializer } = bound ?? {};
  return (
    initializer !== undefined && made.some(({ span }) => initializer.start <= span.start && span.end <= initializer.end)
  );
}

/** The test awaits something of its own, besides what the client does. */
function awaits({ file, source }: RuleContext, test: Test): boolean {
  const fn = file.functions[test.function];
  return fn !== undefined && /\bawait\b|\basync (?:with|for)\b/.test(source.slice(fn.body));
}
