import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { bundledPatternsDir, type LibraryChange, LivingLibrary, loadPatterns } from '../../src/patterns/index.ts';
import { documentText, patternFolder } from './pattern-folder.ts';

const ours = bundledPatternsDir();
const team = (folder: string) => ({ folder, name: '.testing-patterns/patterns', kind: 'team' as const });
const skills = (folder: string) => ({ folder, name: 'skills', kind: 'skills' as const });
const skill = (triggers: string) => `---\nname: house\ndescription: Ours.\n${triggers}---\n\nText.\n`;
const trigger = 'escalation_triggers:\n  - pattern: "billing.*"\n    reason: "Not ours"\n';

/** The parts that a team's document needs; the rest of the format is optional. */
const shortDocument = `---
id: async/queue
title: Queue
topic: async
language: python
frameworks: [pytest]
summary: Drain it.
when: [It hangs]
---

## The pattern

Drain.
`;

describe('folders beside ours', () => {
  it('may leave out what only ours promise', async () => {
    const { problems, get } = await loadPatterns(ours, [
      team(await patternFolder({ 'async/queue.md': shortDocument })),
    ]);
    expect(problems).toEqual([]);
    expect(get('async/queue')).toMatchObject({ rules: [], causes: [], sources: [] });
  });

  it('name the field, the line and the file of a fault', async () => {
    const folder = await patternFolder({
      'async/queue.md': shortDocument.replace('topic: async', 'topic: queues'),
      'async/other.md': documentText({ id: 'async/wrong' }),
    });
    const { problems } = await loadPatterns(ours, [team(folder)]);
    expect(problems.map(({ path, line, message }) => `${path}:${line} ${message}`)).toEqual([
      expect.stringMatching(/^\.testing-patterns\/patterns\/async\/other\.md:2 id "async\/wrong" does not fit/),
      expect.stringMatching(/^\.testing-patterns\/patterns\/async\/queue\.md:4 topic: .*"async"/),
    ]);
  });

  it('may be missing where a workspace has none, and not where a person named them', async () => {
    const { problems } = await loadPatterns(ours, [team(join(ours, 'nowhere')), skills(join(ours, 'nowhere'))]);
    expect(problems).toMatchObject([{ path: 'skills/SKILL.md', line: 1 }]);
  });

  it('of skills give their triggers and no documents; notes without front matter say nothing', async () => {
    const folder = await patternFolder({
      'house/SKILL.md': skill(trigger),
      'house/async/queue.md': shortDocument,
      'old/SKILL.md': '# Notes\n',
    });
    const before = await loadPatterns(ours);
    const after = await loadPatterns(ours, [skills(folder)]);
    expect(after.problems).toEqual([]);
    expect(after.list()).toEqual(before.list());
    expect(after.skills.slice(before.skills.length)).toMatchObject([
      { name: 'house', triggers: [{ pattern: 'billing.*' }] },
    ]);
  });

  it('of skills without a SKILL.md are a fault: a person expects triggers of them', async () => {
    const { problems } = await loadPatterns(ours, [skills(await patternFolder({ 'readme.md': '# Nothing\n' }))]);
    expect(problems).toMatchObject([{ path: 'skills/SKILL.md', message: expect.stringContaining('no SKILL.md') }]);
  });
});

describe('a living library', () => {
  it('says which text changed and whether the list did', async () => {
    const folder = await patternFolder({ 'async/queue.md': shortDocument });
    const library = new LivingLibrary(ours, [team(folder)]);
    const changes: LibraryChange[] = [];
    library.onChange((change) => changes.push(change));
    await library.current();
    await library.reload();
    await writeFile(join(folder, 'async/queue.md'), shortDocument.replace('Drain.\n', 'Always drain.\n'));
    await library.reload();
    await rm(join(folder, 'async/queue.md'));
    await library.reload();
    expect(changes).toEqual([
      { listChanged: false, updated: [] },
      { listChanged: false, updated: ['pattern://python/async/queue'] },
      { listChanged: true, updated: ['pattern://index'] },
    ]);
  });

  it('keeps a trigger that its file has lost, and takes a new one', async () => {
    const folder = await patternFolder({ 'house/SKILL.md': skill(trigger) });
    const library = new LivingLibrary(ours, [skills(folder)]);
    const patterns = async () =>
      (await library.current()).skills
        .filter(({ name }) => name === 'house')
        .flatMap(({ triggers }) => triggers.map((each) => (each.kind === 'pattern' ? each.pattern : each.keywords)));
    expect(await patterns()).toEqual(['billing.*']);
    await writeFile(join(folder, 'house/SKILL.md'), skill(trigger.replace('billing.*', 'payroll')));
    await library.reload();
    expect(await patterns()).toEqual(['payroll', 'billing.*']);
    await rm(join(folder, 'house'), { recursive: true });
    await library.reload();
    expect(await patterns()).toEqual(['payroll', 'billing.*']);
  });

  it('looks again by itself when a file is written', async () => {
    const folder = await patternFolder({ 'async/queue.md': shortDocument });
    const library = new LivingLibrary(ours, [team(folder)]);
    await library.current();
    onTestFinished(library.watch(20));
    await writeFile(join(folder, 'async/queue.md'), shortDocument.replace('title: Queue', 'title: The queue'));
    // All patterns are read again, which on a busy machine takes longer than the second that is usual.
    await vi.waitFor(async () => expect((await library.current()).get('async/queue')?.title).toBe('The queue'), {
      timeout: 30_000,
    });
  });

  it('goes on looking, and tells it again, when somebody who listens fails', async () => {
    const library = new LivingLibrary(ours, [team(await patternFolder({ 'async/queue.md': shortDocument }))]);
    const heard = vi.fn().mockImplementationOnce(() => {
      throw new Error('The client is gone');
    });
    library.onChange(heard);
    onTestFinished(library.watch(20));
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2), { timeout: 30_000 });
  });
});
