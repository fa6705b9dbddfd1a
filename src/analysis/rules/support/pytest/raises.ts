import type { Argument, Assertion, Block, CallFact, TestFile } from '../../../facts.ts';
import type { Source } from '../../../source.ts';

/** A `with` block that wants an exception. */
export interface RaisesBlock {
  readonly block: Block;
  readonly call: CallFact;
  /** The expected types as written: `['ValueError', 'errors.Missing']`. */
  readonly types: readonly string[];
  /** `match=`, `check=`, or `…Regex`. */
  readonly narrowed: boolean;
  /** `caught` of `with pytest.raises(ValueError) as caught`. */
  readonly as?: string;
  /** The `with` enters nothing else. */
  readonly alone: boolean;
}

const raising = /^(?:pytest\.raises|(?:self|cls)\.assertRaises(?:Regex|RegexP)?)$/;

/** The `with pytest.raises(…)` and `with self.assertRaises(…)` blocks of a file. */
export function raisesBlocks(file: TestFile, source: Source): readonly RaisesBlock[] {
  return file.blocks.flatMap((block) => {
    if (block.kind !== 'with' || !block.names.some((name) => raising.test(name))) return [];
    const call = file.calls.find(
      ({ callee, span }) => raising.test(callee) && block.construct.start <= span.start && span.end <= block.span.start,
    );
    if (!call) return [];
    const caught = /^\s*as\s+(\w+)/.exec(source.text.slice(call.span.end, block.span.start))?.[1];
    return [
      {
        block,
        call,
        types: typesOf(source, call.arguments[0]),
        narrowed: /Regex/.test(call.callee) || call.arguments.some(({ name }) => name === 'match' || name === 'check'),
        ...(caught !== undefined && { as: caught }),
        alone: block.names.length === 1,
      },
    ];
  });
}

function typesOf(source: Source, argument: Argument | undefined): readonly string[] {
  if (!argument) return [];
  const each = argument.kind === 'array' ? (argument.elements ?? []) : [argument];
  return each.map(({ span }) => source.slice(span));
}

/** The assertions that stand directly in a block. */
export function assertionsIn(file: TestFile, block: Block): readonly Assertion[] {
  return file.assertions.filter((assertion) => assertion.block === block.id);
}
