import type { Piece } from '../../source/scan.ts';
import type { RemoteDatabase } from './address.ts';
import {
  compares,
  connects,
  connectsToHost,
  dialect,
  holdsConnection,
  otherEnvironment,
  usesEnvironment,
} from './calls.ts';
import type { Level } from './levels.ts';
import { namesAddress, namesHost } from './variables.ts';

/** A string of a source that names a database elsewhere. */
export interface Literal {
  /** A whole address, or only a host, which says less. */
  readonly kind: 'address' | 'host';
  readonly remote: RemoteDatabase;
  readonly piece: Piece;
  /** Offset of the address. */
  readonly start: number;
}

/**
 * In what is `shared` (configuration, set-up), a variable named for an address is one; a `test` may just look at it. A `module`
 * serves the application too: what it does elsewhere than in tests is no matter.
 */
export type Role = 'shared' | 'test' | 'module';

/** What is true of the source as a whole. */
export interface SourceFacts {
  readonly text: string;
  readonly role: Role;
  readonly hasDriver: boolean;
  /** Names that are handed to calls that connect. */
  readonly passed: ReadonlySet<string>;
  /** Names of what the file replaces. */
  readonly mocked: ReadonlySet<string>;
}

/** Follows the brackets around a literal outwards until something says what becomes of it. */
export function isUsed({ kind }: Literal, levels: readonly Level[], source: SourceFacts): boolean {
  /** Names of arguments, properties and variables of the environment. */
  const named: string[] = [];
  /** Names of variables. */
  const assigned: string[] = [];
  let isOptions = false;
  let isKeyed = false;
  let isLookedAt = false;
  let inner: Level | undefined;
  for (const level of levels) {
    const before = source.text.slice(Math.max(level.piece, level.end - maxBefore), level.end);
    const keys = namesBefore(inner ? withoutCallee(before, inner) : before.slice(0, beforeQuote(before)));
    const isBody = level.open === undefined || (level.open === '{' && isBlock(source.text, level.start));
    if (keys.some((key) => otherEnvironment.test(key))) return false;
    if (source.role === 'module' && choosesByTest.test(before)) return false;
    if (kind === 'host' && !inner && level.open !== '(' && level.open !== '[' && !keys.some(isHostKey)) return false;
    isKeyed ||= keys.some(isHostKey);
    if (isBody) assigned.push(...keys);
    named.push(...keys);
    if (keys.some((key) => holdsConnection.test(key))) isOptions = true;
    if (level.open === '(') {
      const callee = calleeBefore(source.text, level.start);
      isLookedAt ||= compares.test(callee);
      const isConnection = kind === 'address' ? connects.test(callee) : isHostOf(callee, isKeyed, !inner, source);
      if (isConnection) return !isMocked(callee, source) && !isToFail(source.text, level, levels);
      if (usesEnvironment.test(callee)) named.push(...firstArgument(source.text, level.start));
    } else if (level.open === '{' && !isBody) {
      if (dialect.test(source.text.slice(level.start, level.start + maxObject))) isOptions = true;
    }
    if (isBody) {
      const means = kind === 'address' ? namesAddress : namesHost;
      if (keys.some(means) && isSetForAll(before, level, levels, source.text)) return true;
      break;
    }
    inner = level;
  }
  const isPassed = assigned.some((name) => source.passed.has(name) && !isMocked(name, source));
  if (source.role === 'shared')
    return (!isLookedAt && isNamed(named, kind, isOptions)) || (isPassed && kind === 'address');
  if (source.role === 'module' && isOptions && isKeyed) return true;
  return isPassed && (kind === 'address' || (isKeyed && (isOptions || source.hasDriver)));
}

/** `process.env.NODE_ENV === 'test' ? local : …`. */
const choosesByTest =
  /\bNODE_ENV\b|\bVITEST\b|\bJEST_WORKER_ID\b|\bPYTEST|\b(?:is_?)?test(?:ing|_mode)?\b\s{0,5}(?:\?|else|:)|['"]test['"]/i;

/** Written into the environment at the head of a file, or before all of its tests. In one test it is that test's business. */
function isSetForAll(before: string, body: Level, levels: readonly Level[], text: string): boolean {
  const statement = before.slice(before.lastIndexOf('\n') + 1);
  if (!/(?:process\.env|import\.meta\.env|os\.environ)\b[^=]{1,80}=/.test(statement)) return false;
  if (body.open === undefined) return /^\S/.test(statement);
  return levels.some(({ open, start }) => open === '(' && /^before(?:All|Each)?$/.test(calleeBefore(text, start)));
}

/** In UTF-16 code units: enough for a name and its type, for the options of a connection. */
const maxBefore = 200;
const maxObject = 600;

function isHostKey(key: string): boolean {
  return (
    /^(?:host|hosts|hostname|hostaddr|server|servers|HOST|contact_?[pP]oints|address|addr)$/.test(key) || namesHost(key)
  );
}

/** `new Pool({ host })`, `psycopg2.connect(host=…)`, and `MongoClient('db.acme.io', 27017)`. */
function isHostOf(callee: string, isKeyed: boolean, isArgument: boolean, { hasDriver }: SourceFacts): boolean {
  if (!hasDriver || !connectsToHost.test(callee)) return false;
  return isKeyed || (isArgument && /(?:Redis|MongoClient|AsyncIOMotorClient)$/.test(callee));
}

/** An arrow function that `expect` calls only makes a client, or a block expects that there will be no connection. */
function isToFail(text: string, call: Level, levels: readonly Level[]): boolean {
  const outer = levels[levels.indexOf(call) + 1];
  if (
    outer?.open === '(' &&
    calleeBefore(text, outer.start) === 'expect' &&
    /=>\s{0,60}new\s[\w.\s]{1,60}$/.test(text.slice(Math.max(outer.start, call.start - maxBefore), call.start))
  )
    return true;
  const above = text
    .slice(Math.max(0, call.start - maxAbove), call.start)
    .split('\n')
    .reverse();
  let indent = indentOf(above[0] ?? '');
  for (const line of above.slice(1)) {
    if (line.trim() === '' || indentOf(line) >= indent) continue;
    indent = indentOf(line);
    if (expectsNoConnection.test(line)) return true;
  }
  return false;
}

/** Not any error: with another one the block would have used the database before. */
const expectsNoConnection =
  /^\s*(?:async\s+)?with\s.*(?:\braises|[aA]ssertRaises\w*)\(.*(?:Operational|Configuration|Connect|Interface|Argument|Value|Type|Timeout|Invalid|ServerSelection|NoSuchModule)\w*Error/;

/** In UTF-16 code units: some twenty lines. */
const maxAbove = 1_500;

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function isMocked(callee: string, { mocked }: SourceFacts): boolean {
  return callee.split('.').some((part) => mocked.has(part));
}

/** A name is proof where it is set for everybody; in a test it has to reach a call that connects. */
function isNamed(names: readonly string[], kind: Literal['kind'], isOptions: boolean): boolean {
  return isOptions || names.some(kind === 'address' ? namesAddress : namesHost);
}

function calleeBefore(text: string, bracket: number): string {
  return (
    /([\w$.?!]+)\s{0,10}(?:<[^<>()]{0,80}>)?\s{0,10}$/
      .exec(text.slice(Math.max(0, bracket - 160), bracket))?.[1]
      ?.replace(/[?!]/g, '') ?? ''
  );
}

function withoutCallee(before: string, { open }: Level): string {
  return open === '(' ? before.replace(/(?:\b(?:new|await)\s{1,10})*[\w$.?!]*\s{0,10}$/, '') : before;
}

/** Where the literal's own quote and its prefix begin. */
function beforeQuote(before: string): number {
  return /(?:\b[fbruFBRU]{1,2})?["'`]{1,3}$/.exec(before)?.index ?? before.length;
}

/** What is assigned: `url = `, `url: str = `, `"url": `, `process.env.URL ??= `, and a read of the environment whose other value it is. */
function namesBefore(text: string): string[] {
  const before = text.trimEnd();
  const direct = /([A-Za-z_$][\w$]*)["'`]?\]?\s{0,10}(?::[^:=,;(){}"'`]{1,60})?(?:\|\||\?\?)?[=:]$/.exec(before)?.[1];
  const other = /([A-Za-z_$][\w$]*)["'`]?[\])]?\s{0,10}(?:\|\||\?\?|\bor)$/.exec(before)?.[1];
  const statement =
    /(?:^|[;{])\s*(?:(?:export|const|let|var|global)\s+|this\.|self\.)*([A-Za-z_$][\w$]*)\s{0,10}(?::[^=]{1,60})?=(?![=>])/.exec(
      before.slice(before.lastIndexOf('\n') + 1),
    )?.[1];
  return [direct, other, statement].flatMap((name) => name ?? []);
}

function firstArgument(text: string, bracket: number): string[] {
  const name = /^\(\s{0,20}['"`]([\w.]{1,100})['"`]/.exec(text.slice(bracket, bracket + 130))?.[1];
  return name === undefined ? [] : [name];
}

/** The body of a function or a statement, and not an object. */
function isBlock(text: string, brace: number): boolean {
  return /(?:\)|=>|\b(?:else|try|do|finally|static))\s{0,10}$|\b(?:class|interface|namespace|enum)\s[\w\s.<>,]{1,80}$|\)\s{0,5}:[^{}()=;]{1,80}$/.test(
    text.slice(Math.max(0, brace - 120), brace),
  );
}
