import { importFrom } from '../edits/python.ts';
import { insert } from '../edits/statements.ts';
import { defineRule, type FixDraft, type RuleContext } from '../rule.ts';
import { wholeName } from '../words.ts';
import { examples } from './examples/memory-engine-threads.ts';
import { type Engine, enginesOf, keyword } from './support/database/engines.ts';

/**
 * A synchronous in-memory SQLite engine with its default pool, used by a test client that runs the application in another
 * thread. Measured with SQLAlchemy 1.4.46, 2.0.40 and 2.0.52: the other thread gets a database of its own, "no such table".
 * The async dialect picks StaticPool itself.
 */
export const memoryEngineThreads = defineRule({
  id: 'memory-engine-threads',
  title: 'In-memory database that each thread has its own of',
  cause: 'database',
  topic: 'database',
  severity: 'warning',
  languages: ['python'],
  pattern: 'database/engines',
  why: 'With its default pool an in-memory SQLite engine opens a new, empty database for every thread. A TestClient runs the application in another thread, which then finds no tables, or not the rows that the test wrote.',
  examples,
  *check(context: RuleContext) {
    const { file } = context;
    const client = file.calls.some(({ callee }) => /^(?:fastapi|starlette)\.testclient\.TestClient$/.test(callee));
    for (const engine of enginesOf(file)) {
      if (engine.asynchronous || engine.database !== 'sqlite-memory' || keyword(engine.call, 'poolclass')) continue;
      if (keyword(engine.call, 'creator') || keyword(engine.call, 'module')) continue;
      if (/file:|cache=shared/.test(String(engine.url?.value ?? '')) || (!client && !isHandedOn(context, engine)))
        continue;
      const what = client ? 'The TestClient runs the application in another thread, which' : 'The other thread';
      yield {
        at: engine.call.span,
        message: `${what} gets an empty database of its own from this engine ("no such table"). Give it poolclass=StaticPool and connect_args={"check_same_thread": False}.`,
        fix: shareOne(context, engine),
      };
    }
  },
});

/** `Thread(target=write, args=(engine,))`. */
function isHandedOn({ file, source }: RuleContext, { call }: Engine): boolean {
  const holder = file.variables.find(({ initializer }) => initializer?.start === call.span.start);
  return (
    holder !== undefined &&
    file.calls.some(
      ({ callee, span }) =>
        /^(?:threading\.Thread|asyncio\.to_thread)$|(?:executor|pool)\.(?:submit|map)$/.test(callee) &&
        new RegExp(wholeName(holder.name)).test(source.slice(span)),
    )
  );
}

function shareOne({ file, source }: RuleContext, { call }: Engine): FixDraft | undefined {
  const last = call.arguments.at(-1);
  if (!last || call.arguments.some(({ kind }) => kind === 'spread')) return undefined;
  const pool = importFrom(file, source, 'sqlalchemy.pool', 'StaticPool');
  const given = keyword(call, 'connect_args');
  if (given && !given.properties?.some(({ name }) => name === 'check_same_thread')) return undefined;
  const threads = given ? '' : ', connect_args={"check_same_thread": False}';
  return {
    title: 'Share one connection between the threads',
    safety: 'suggested',
    edits: [...pool.edits, insert(last.span.end, `${threads}, poolclass=${pool.local}`)],
  };
}
