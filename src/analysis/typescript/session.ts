import type { ts } from 'ts-morph';
import type {
  Access,
  Assertion,
  Block,
  CallFact,
  ClockRead,
  EnvironmentWrite,
  Exit,
  Fixture,
  Framework,
  FunctionFact,
  FunctionRole,
  Hook,
  IdleExpression,
  Import,
  Interception,
  MemberWrite,
  NetworkUse,
  Origin,
  RandomUse,
  Span,
  Suite,
  Test,
  TimerSwitch,
  UrlLiteral,
  Variable,
  Wait,
} from '../facts.ts';
import type { Scope } from './scopes.ts';
import { type FunctionNode, spanOf } from './syntax.ts';

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
export type OpenVariable = Omit<Mutable<Variable>, 'accesses'> & { readonly accesses: Access[] };

/** Members of the class that a node stands in, by name: indexes into `variables`. */
export interface ClassFrame {
  readonly name: string;
  readonly members: ReadonlyMap<string, number>;
}

/** Where the walk stands. */
export interface Place {
  readonly function: number;
  readonly block: number;
  readonly scope: Scope;
  readonly statement: Span;
  readonly suite?: number;
  readonly class?: ClassFrame;
}

/** What a call decided about a function before it is walked. */
export interface FunctionPlan {
  readonly role?: FunctionRole;
  readonly argumentOf?: number;
  readonly suite?: number;
  readonly name?: string;
  readonly className?: string;
}

/** How often a function is handed over by name as the body of a test, suite or hook, and in which roles. */
interface NamedUse {
  readonly role: FunctionRole;
  readonly assign: (functionId: number) => void;
}

/** Everything one reading of a file gathers. */
export class Session {
  readonly file: ts.SourceFile;
  readonly text: string;
  readonly framework: Framework;

  readonly imports: Import[] = [];
  readonly functions: Mutable<FunctionFact>[] = [];
  readonly blocks: Block[] = [];
  readonly calls: Mutable<CallFact>[] = [];
  readonly assertions: Assertion[] = [];
  readonly suites: Mutable<Suite>[] = [];
  readonly tests: Mutable<Test>[] = [];
  readonly hooks: Mutable<Hook>[] = [];
  readonly fixtures: Fixture[] = [];
  readonly variables: OpenVariable[] = [];
  readonly waits: Wait[] = [];
  readonly clocks: ClockRead[] = [];
  readonly randoms: RandomUse[] = [];
  readonly environment: Mutable<EnvironmentWrite>[] = [];
  readonly network: NetworkUse[] = [];
  readonly timers: TimerSwitch[] = [];
  readonly interceptions: Interception[] = [];
  readonly memberWrites: MemberWrite[] = [];
  readonly exits: Exit[] = [];
  readonly idle: IdleExpression[] = [];
  readonly urls: UrlLiteral[] = [];
  readonly reexports: (Origin & { readonly as: string })[] = [];

  readonly callIds = new Map<ts.Node, number>();
  readonly functionIds = new Map<ts.Node, number>();
  readonly plans = new Map<ts.Node, FunctionPlan>();
  readonly namedUses = new Map<FunctionNode, NamedUse[]>();
  /** Names that an export list, `export default name` or `module.exports` gives out. */
  readonly exportedNames = new Set<string>();
  /** Work that needs the whole file to have been seen. */
  readonly atEnd: (() => void)[] = [];

  constructor(file: ts.SourceFile, framework: Framework) {
    this.file = file;
    this.text = file.text;
    this.framework = framework;
  }

  span(node: ts.Node): Span {
    return spanOf(node, this.file);
  }

  slice(node: ts.Node): string {
    return this.text.slice(node.getStart(this.file, false), node.end);
  }

  plan(node: ts.Node, plan: FunctionPlan): void {
    this.plans.set(node, { ...this.plans.get(node), ...plan });
  }

  block(block: Omit<Block, 'id'>): number {
    const id = this.blocks.length;
    this.blocks.push({ id, ...block });
    return id;
  }

  importsFrom(pattern: RegExp): boolean {
    return this.imports.some(({ module }) => pattern.test(module));
  }

  /** A function handed over by its name gets the role when that is the only use of this kind. */
  useNamed(node: FunctionNode, use: NamedUse): void {
    const uses = this.namedUses.get(node);
    if (uses) uses.push(use);
    else this.namedUses.set(node, [use]);
  }

  /** Runs what had to wait for the end of the walk. */
  finish(): void {
    for (const [node, uses] of this.namedUses) {
      const id = this.functionIds.get(node);
      if (id === undefined) continue;
      for (const use of uses) use.assign(id);
      const fact = this.functions[id];
      const [only, ...more] = uses;
      if (fact && only && more.length === 0 && fact.role === 'function') fact.role = only.role;
    }
    for (const fact of this.functions) {
      if (fact.parent === 0 && fact.name && this.exportedNames.has(fact.name)) fact.exported = true;
    }
    for (const work of this.atEnd) work();
    for (const { accesses } of this.variables) accesses.sort((a, b) => a.span.start - b.span.start);
  }
}

/** The walk, as its parts see it. */
export interface Walker {
  readonly session: Session;
  visit(node: ts.Node, place: Place): void;
  visitChildren(node: ts.Node, place: Place): void;
  /** Notes that a function is called that is only named: `afterEach(vi.useRealTimers)`. */
  callByName(node: ts.Expression, place: Place): void;
}
