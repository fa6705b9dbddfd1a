import type { CallFact, TestFile } from '../../../facts.ts';
import { contains } from '../../../source.ts';
import { climb } from '../scope.ts';
import type { EarlyWork } from './collecting.ts';

const kinds: readonly { readonly callee: RegExp; readonly does: string; readonly belongs: string }[] = [
  {
    callee: /^(?:subprocess\.(?:run|call|check_call|check_output|Popen)|os\.(?:system|popen))$/,
    does: 'Runs another program',
    belongs: 'a module-scoped fixture',
  },
  {
    callee: /^(?:(?:requests|httpx)\.(?:get|post|put|patch|delete|request)|urllib\.request\.urlopen)$/,
    does: 'Asks another host',
    belongs: 'a fixture that stands in for it',
  },
  {
    callee: /(?:^|\.)metadata\.(?:create_all|drop_all)$/,
    does: 'Changes the tables of a database',
    belongs: 'a module-scoped fixture that drops them behind its yield',
  },
  {
    callee: /^(?:psycopg2?|pymysql|MySQLdb|asyncpg|mysql\.connector)\.connect$/,
    does: 'Connects to a database',
    belongs: 'a fixture that closes the connection behind its yield',
  },
  {
    callee: /^(?:tempfile\.(?:mkdtemp|mkstemp)|os\.(?:mkdir|makedirs|remove|rename)|shutil\.(?:copy\w*|rmtree|move))$/,
    does: 'Writes to the file system',
    belongs: 'a fixture with tmp_path or tmp_path_factory',
  },
];

/** What a module or the body of a test class does while pytest collects it and that can fail, or leaves something behind. */
export function earlyWorkInPython(file: TestFile): EarlyWork[] {
  if (/(?:^|\/)conftest\.py$/.test(file.path)) return [];
  return file.calls.flatMap((call) => {
    const kind = kinds.find(({ callee }) => callee.test(call.typed ?? call.callee) || callee.test(call.callee));
    if (!kind || !isEarly(file, call.function) || decidesOnTests(file, call)) return [];
    return [{ at: call.span, does: kind.does, belongs: kind.belongs }];
  });
}

function isEarly(file: TestFile, id: number): boolean {
  const role = file.functions[id]?.role;
  return role === 'module' || role === 'suite';
}

/** In a branch, a loop or a `try`; or its outcome is used while tests are collected: in a mark, in parameters. */
function decidesOnTests(file: TestFile, { block, span, handling }: CallFact): boolean {
  if ([...climb(file, block)].some(({ kind }) => kind !== 'function')) return true;
  if (handling === 'dropped') return false;
  const holder = file.variables.find(({ initializer }) => initializer !== undefined && contains(initializer, span));
  if (!holder) return true;
  return holder.accesses.some(({ kind, function: id }) => kind === 'read' && isEarly(file, id));
}
