import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { clients } from './support/clients.ts';
import { createSandbox } from './support/sandbox.ts';

const OWN = '.testing-patterns/patterns/async/our-queue.md';
const URI = 'pattern://python/async/our-queue';

function ownPattern(title = 'Our queue', extra = '') {
  return `---
id: async/our-queue
title: ${title}
topic: async
language: python
frameworks: [pytest]
summary: Drain the queue with drain(); it waits for the worker.
when: [A test of the queue hangs]
${extra}---

# ${title}

## The pattern

Call \`drain()\`.
`;
}

const SKILL = `---
name: house-rules
description: What we do not do.
escalation_triggers:
  - keyword: ["billing"]
    reason: "The billing tests belong to another team"
---

Ask the billing team.
`;

/** The server looks at its folders once a second, and then reads all patterns. */
const SOON = { timeout: 30_000, interval: 100 };

/** One of each era that hears of changes in its own way. */
const listening = clients.filter(({ name }) => name !== 'the v2 client in 2025 mode');

type Connect = (typeof clients)[number]['connect'];

async function start(connect: Connect, files: Readonly<Record<string, string>>, ...args: string[]) {
  const sandbox = await createSandbox(files);
  const server = await connect({ sandbox, args: ['serve', '--root', sandbox.project, ...args] });
  onTestFinished(async () => {
    await server.close();
    await sandbox.remove();
  });
  return { sandbox, server };
}

describe.each(listening)("a team's own patterns, through $name", ({ connect }) => {
  it('are listed, read and found beside ours, and a client that listens is told when one changes, comes or goes', async () => {
    const { sandbox, server } = await start(connect, { [OWN]: ownPattern() });
    expect(await server.resources()).toContain(URI);
    expect(await server.read(URI)).toBe(ownPattern());
    expect(await server.read('pattern://index')).toContain('- [Our queue](pattern://python/async/our-queue): Drain');
    const { text } = await server.call('search_patterns', { query: 'drain our queue' });
    expect(text.split('\n')[0]).toBe(URI);
    expect((await server.call('get_pattern', { pattern: 'async/our-queue' })).text).toContain('Call `drain()`.');

    const heard = await server.notices(URI);
    await sandbox.write(OWN, ownPattern().replace('Call', 'Always call'));
    await vi.waitFor(() => expect(heard).toEqual([`updated ${URI}`]), SOON);
    expect(await server.read(URI)).toContain('Always call');
    await sandbox.write('.testing-patterns/patterns/async/other.md', ownPattern('Other').replace('our-queue', 'other'));
    await vi.waitFor(() => expect(heard).toContain('list changed'), SOON);
    expect(await server.resources()).toContain('pattern://python/async/other');
  });

  it('add triggers, which stay when their file is emptied', async () => {
    const { sandbox, server } = await start(connect, { '.testing-patterns/patterns/SKILL.md': SKILL });
    const asked = async () =>
      (await server.call('check_escalation', { action: 'rewrite the billing tests' })).structured;
    expect(await asked()).toMatchObject({
      decision: 'approval_required',
      triggers: [{ kind: 'keyword', reason: 'The billing tests belong to another team' }],
    });
    const heard = await server.notices('pattern://index');
    await sandbox.write('.testing-patterns/patterns/SKILL.md', SKILL.replace(/ {2}- keyword[\s\S]*team"\n/, '  []\n'));
    await sandbox.write(OWN, ownPattern());
    await vi.waitFor(() => expect(heard).toContain('list changed'), SOON);
    expect(await asked()).toMatchObject({ decision: 'approval_required' });
  });
});

describe("a team's own patterns, whoever reads them", () => {
  it('that have a fault are named with file, line and field, and the others load', async () => {
    const { server } = await start(clients[0].connect, {
      [OWN]: ownPattern(),
      '.testing-patterns/patterns/async/broken.md': ownPattern('Broken', 'colour: red\n'),
      '.testing-patterns/patterns/flaky/race-conditions.md': ownPattern()
        .replace('async/our-queue', 'flaky/race-conditions')
        .replace('topic: async', 'topic: flaky'),
    });
    const index = await server.read('pattern://index');
    expect(index).toContain('- .testing-patterns/patterns/async/broken.md:9: Unknown field "colour".');
    expect(index).toMatch(
      /- \.testing-patterns\/patterns\/flaky\/race-conditions\.md:1: pattern:\/\/python\/flaky\/race-conditions is already taken by/,
    );
    expect(await server.resources()).toContain(URI);
  });

  it('take the skill folders that --skills names: served as skills, with their triggers', async () => {
    const skills = await createSandbox({
      'house-rules/SKILL.md': SKILL,
      'house-rules/more.md': '# More\n',
      'linked/SKILL.md': SKILL,
      // Of two with one name, ours is served.
      'python-testing-patterns/SKILL.md': SKILL,
    });
    onTestFinished(() => skills.remove());
    await symlink('/etc', path.join(skills.project, 'linked/outside'));
    const { server } = await start(clients[0].connect, { 'package.json': '{}' }, '--skills', skills.project);
    expect((await server.resources()).filter((uri) => uri.startsWith('skill:'))).toEqual([
      'skill://house-rules/SKILL.md',
      'skill://python-testing-patterns/SKILL.md',
      'skill://typescript-testing-patterns/SKILL.md',
    ]);
    expect(await server.read('skill://house-rules/more.md')).toBe('# More\n');
    await expect(server.read('skill://linked/outside/passwd')).rejects.toThrow('skill://linked/outside/passwd');
    await skills.write('house-rules/more.md', '# Even more\n');
    expect(await server.read('skill://house-rules/more.md')).toBe('# Even more\n');
    expect(await server.read('skill://python-testing-patterns/SKILL.md')).toContain('name: python-testing-patterns');
    expect(await server.read('escalation://policy')).toContain(
      '- any of: billing: The billing tests belong to another team',
    );
  });

  it('with a trigger that cannot be read let nothing pass', async () => {
    const { sandbox, server } = await start(clients[0].connect, { 'package.json': '{}' });
    await mkdir(path.join(sandbox.project, '.testing-patterns/patterns'), { recursive: true });
    await writeFile(
      path.join(sandbox.project, '.testing-patterns/patterns/SKILL.md'),
      SKILL.replace('reason:', 'because:'),
    );
    const { structured } = await server.call('check_escalation', { action: 'rename a variable' });
    expect(structured).toMatchObject({ decision: 'approval_required' });
  });
});
