import fc from 'fast-check';
import { expect, it } from 'vitest';
import { whereTheyDiffer } from '../../src/reports/polluter-text.ts';

it.each([
  ['short texts stay', '{}', '{"mug": 5}', '{}', '{"mug": 5}'],
  ['so do those that differ at once', "'EUR'", "'GBP'", "'EUR'", "'GBP'"],
  [
    'long ones are shown from where they differ',
    "Box {corner: '+', colour: 'a rather long word of no interest', top: '-', left: '|'}",
    "Box {corner: '+', colour: 'a rather long word of no interest', top: 'b', left: 'c'}",
    "Box {… top: '-', left: '|'}",
    "Box {… top: 'b', left: 'c'}",
  ],
])('%s', (_what, before, after, ...shown) => {
  expect(whereTheyDiffer(before, after)).toEqual(shown);
});

it('what differs is still to be seen, whatever the texts are', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 120 }), fc.string(), fc.string(), (same, one, other) => {
      fc.pre(one !== other);
      const [before, after] = whereTheyDiffer(`[${same}${one}`, `[${same}${other}`);
      expect(before).not.toBe(after);
    }),
  );
});
