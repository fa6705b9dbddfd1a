import type {
  Access,
  Assertion,
  Block,
  CallFact,
  ClockRead,
  Decorator,
  EnvironmentWrite,
  Exit,
  Fixture,
  Framework,
  FunctionFact,
  Hook,
  IdleExpression,
  Import,
  Interception,
  Modifier,
  NetworkUse,
  Origin,
  Parameter,
  RandomUse,
  Span,
  Suite,
  Test,
  TimerSwitch,
  UrlLiteral,
  Wait,
} from '../facts.ts';
import type { Naming } from '../language.ts';
import type { Occurrence, WriteDraft } from './occurrences.ts';
import type { Scope } from './scopes.ts';
import type { Syntax } from './syntax.ts';

/** Where the walk stands. */
export interface Place {
  readonly scope: Scope;
  readonly function: number;
  readonly block: number;
  readonly statement: Span;
  /** Inside `patch.dict(os.environ)` or a cleanup callback: what is written to the environment is put back. */
  readonly restoring: boolean;
  /** Set on the expression of a `with` item or a decorator: the function and block that it holds for. */
  readonly governs?: { readonly function: number; readonly block: number };
}

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A function while its body is still being read. */
export type FunctionDraft = Mutable<Omit<FunctionFact, 'parameters'>> & {
  decorators: Decorator[];
  parameters: ParameterDraft[];
  yieldBlock?: number;
};

export type ParameterDraft = Mutable<Parameter> & { accesses?: Access[] };

/** Everything one reading of one file collects. */
export class Session {
  readonly path: string;
  readonly text: string;
  readonly framework: Framework;
  readonly naming: Naming;
  /** conftest.py holds no tests. */
  readonly holdsTests: boolean;

  readonly imports: Import[] = [];
  readonly functions: FunctionDraft[] = [];
  readonly blocks: Mutable<Block>[] = [];
  readonly calls: CallFact[] = [];
  readonly assertions: Mutable<Assertion>[] = [];
  readonly suites: Mutable<Suite>[] = [];
  readonly tests: Test[] = [];
  readonly hooks: Hook[] = [];
  readonly fixtures: Fixture[] = [];
  readonly waits: Wait[] = [];
  readonly clocks: ClockRead[] = [];
  readonly randoms: RandomUse[] = [];
  readonly environment: EnvironmentWrite[] = [];
  readonly network: NetworkUse[] = [];
  readonly timers: TimerSwitch[] = [];
  readonly interceptions: Interception[] = [];
  readonly memberWrites: WriteDraft[] = [];
  readonly exits: Exit[] = [];
  readonly idle: IdleExpression[] = [];
  readonly urls: UrlLiteral[] = [];
  readonly reexports: (Origin & { readonly as: string })[] = [];
  readonly occurrences: Occurrence[] = [];
  /** Classes of the file by name; the last definition wins, as at run time. */
  readonly classes = new Map<string, Scope>();
  /** Marks of the module's `pytestmark`. */
  readonly moduleMarks: Modifier[] = [];

  /** Ids of what has been read from a node, for arguments and decorators that refer to it. */
  readonly callAt = new Map<Syntax, number>();
  readonly functionAt = new Map<Syntax, number>();

  constructor(path: string, text: string, framework: Framework, naming: Naming) {
    this.path = path;
    this.text = text;
    this.framework = framework;
    this.naming = naming;
    this.holdsTests = !/(^|\/)conftest\.py$/.test(path);
  }

  slice({ start, end }: Span): string {
    return this.text.slice(start, end);
  }

  addBlock(block: Pick<Block, 'kind' | 'span' | 'parent' | 'function'> & Partial<Block>): number {
    const id = this.blocks.length;
    this.blocks.push({
      construct: block.span,
      arm: 0,
      exhaustive: false,
      runsAtLeastOnce: false,
      swallows: false,
      names: [],
      ...block,
      id,
    });
    return id;
  }
}
