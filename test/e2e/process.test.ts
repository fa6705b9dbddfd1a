import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { apply, countUp, deskOf, numberIn, textOf } from '../fixes/crash/numbered.ts';
import { cleanEnvironment } from './support/program.ts';
import { INITIALIZE, RawConnection } from './support/raw.ts';
import { createSandbox, type Sandbox } from './support/sandbox.ts';

async function sandbox(): Promise<Sandbox> {
  const made = await createSandbox();
  onTestFinished(made.remove);
  return made;
}

function start(project: Sandbox, args?: readonly string[]): RawConnection {
  const connection = new RawConnection(project, args);
  onTestFinished(() => {
    connection.process.kill();
  });
  return connection;
}

describe('the server process', () => {
  it('exits by itself, with 0, when stdin ends', async () => {
    const connection = start(await sandbox());
    await connection.request('initialize', INITIALIZE);
    expect(await connection.end()).toBe(0);
  });

  it('exits when stdin ends in the middle of an analysis', async () => {
    const connection = start(await sandbox());
    await connection.request('initialize', INITIALIZE);
    connection.send({ jsonrpc: '2.0', id: 99, method: 'tools/call', params: { name: 'analyze_tests', arguments: {} } });
    expect(await connection.end()).toBe(0);
  });

  it('exits when stdin ends before a first message', async () => {
    expect(await start(await sandbox()).end()).toBe(0);
  });

  it('starts as the default command, twice at once, on the same workspace', async () => {
    const project = await sandbox();
    const both = [start(project, ['--root', project.project]), start(project)];
    const replies = await Promise.all(both.map((connection) => connection.request('initialize', INITIALIZE)));
    for (const reply of replies) expect(reply.result).toMatchObject({ serverInfo: { name: 'testing-patterns-mcp' } });
    expect(await Promise.all(both.map((connection) => connection.end()))).toEqual([0, 0]);
  });

  it('puts back at its start what a kill interrupted, before anybody calls a tool', async () => {
    const project = await sandbox();
    const files = ['a.test.ts', 'b.test.ts'].map((name) => path.join(project.project, name));
    for (const file of files) writeFileSync(file, textOf(0));
    const home = cleanEnvironment(project.home).TESTING_PATTERNS_HOME ?? '';
    const desk = await deskOf({ roots: [project.project], home, files });
    const plan = await countUp(desk, files, 0);
    await apply(desk, plan);
    const record = path.join(desk.state.folder, 'journal', `${plan.plan_id.replace('plan_', 'undo_')}.json`);
    writeFileSync(record, readFileSync(record, 'utf8').replace('"status":"applied"', '"status":"applying"'));

    const connection = start(project);
    await vi.waitFor(() => expect(files.map(numberIn)).toEqual([0, 0]), { timeout: 20_000 });
    expect(await connection.end()).toBe(0);
  });

  it('survives lines that are no JSON and requests that do not exist', async () => {
    const connection = start(await sandbox());
    connection.process.stdin.write('this is not JSON\n{"jsonrpc":"2.0"}\n');
    await connection.request('initialize', INITIALIZE);
    const unknownMethod = await connection.request('tools/invent', {});
    expect(unknownMethod.error?.code).toBe(-32601);
    const unknownTool = await connection.request('tools/call', { name: 'format_disk', arguments: {} });
    expect(unknownTool.error?.message).toContain('format_disk');
    const list = await connection.request('tools/list', {});
    expect(list.result).toHaveProperty('tools');
  });
});

describe('a workspace that must not be touched', () => {
  it.each([
    { what: 'the root of the file system', root: () => '/', says: 'is the root of the file system and is refused' },
    { what: 'the home folder', root: ({ home }: Sandbox) => home, says: 'is the home folder and is refused' },
    { what: 'a folder that does not exist', root: ({ home }: Sandbox) => `${home}/no`, says: 'does not exist' },
  ])('$what is refused by every tool that would read it, and patterns still work', async ({ root, says }) => {
    const project = await sandbox();
    const connection = start(project, ['serve', '--root', root(project)]);
    await connection.request('initialize', INITIALIZE);
    const analysis = await connection.request('tools/call', { name: 'analyze_tests', arguments: {} });
    expect(JSON.stringify(analysis.result)).toContain(says);
    expect(analysis.result).toMatchObject({ isError: true });
    const search = await connection.request('tools/call', { name: 'search_patterns', arguments: { query: 'sleep' } });
    expect(search.result).not.toHaveProperty('isError');
  });

  it('the working directory is refused when it holds no project', async () => {
    const project = await sandbox();
    const connection = start(project, ['serve']);
    await connection.request('initialize', INITIALIZE);
    const analysis = await connection.request('tools/call', { name: 'analyze_tests', arguments: {} });
    expect(JSON.stringify(analysis.result)).toContain('Give one with --root DIR');
  });
});
