import { expect, it } from 'vitest';
import { loadPatterns } from '../../src/patterns/index.ts';
import { policyText } from '../../src/server/policy-text.ts';
import { tempWorkspace } from '../support/temp-workspace.ts';

it('lists a trigger of a document once, named where the work tree has it', async () => {
  const { root, write } = tempWorkspace();
  write(
    'SKILL.md',
    '---\nname: a\ndescription: b\nescalation_triggers:\n  - keyword: billing\n    reason: Ask\n---\n\nText.\n',
  );
  const library = await loadPatterns(root);
  const committed = library.skills.flatMap(({ triggers }) => triggers.map((each) => ({ ...each, revision: 'HEAD' })));
  const documents = { triggers: committed, problems: [] };
  const text = policyText(library, { files: [], documents, roots: [], outside: [] });
  expect(text.match(/^.*billing.*$/gm)).toEqual([
    "- any of: billing: Ask (SKILL.md:5; lifted by a yes in the client's dialog)",
  ]);
});
