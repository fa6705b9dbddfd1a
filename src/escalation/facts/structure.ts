import { hiddenCharacters } from '../text/fold.ts';
import { visible } from '../visible.ts';
import { removedAssertionFacts } from './assertions.ts';
import { capabilityFacts } from './capabilities.ts';
import type { FactContext } from './context.ts';
import type { Fact } from './fact.ts';
import { weakenedFacts } from './weakened.ts';

/** More than a person reads through in one go. */
const maxFiles = 20;
const maxLines = 400;

/** What a change is made of, whatever words it uses: text can be written around every trigger, its structure hardly. */
export function structureFacts({ files }: FactContext): Fact[] {
  const lines = files.reduce((sum, { added, removed }) => sum + Math.max(added.length, removed.length), 0);
  const oversized: Fact[] =
    files.length <= maxFiles && lines <= maxLines
      ? []
      : [
          {
            id: 'oversized-change',
            statement: `oversized change: ${files.length} files, ${lines} lines`,
            where: { path: 'the whole plan' },
            reason: `The change covers ${files.length} files and ${lines} lines (more than ${maxFiles} or ${maxLines}). Apply it in smaller parts, or have a person look at it.`,
          },
        ];
  return [
    ...oversized,
    ...files.flatMap((file) => [
      ...capabilityFacts(file),
      ...weakenedFacts(file),
      ...removedAssertionFacts(file),
      ...hiddenFacts(file),
    ]),
  ];
}

function hiddenFacts({ path, added, removed }: FactContext['files'][number]): Fact[] {
  const before = removed.flatMap(({ text }) => hiddenCharacters(text));
  return added.flatMap(({ line, text }): Fact[] => {
    const found = hiddenCharacters(text).filter((character) => {
      const at = before.indexOf(character);
      if (at !== -1) before.splice(at, 1);
      return at === -1;
    });
    if (found.length === 0) return [];
    return [
      {
        id: 'hidden-characters',
        statement: `hidden characters: ${[...new Set(found)].map(visible).join(' ')}`,
        where: { path, line },
        reason: 'The changed line holds characters that nobody sees or that reorder what is shown.',
      },
    ];
  });
}
