import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempWorkspace } from '../support/temp-workspace.ts';
import { policyGate, type Repository, repository } from './repository.ts';

const policy = '.testing-patterns/escalation.yaml';
const strict = 'triggers:\n  - keyword: [billing]\n    reason: Ask the billing team\n    min_rank: 3\n';
const loose = 'triggers: []\n';
const action = 'rewrite the billing tests';

/** A repository whose policy is committed, and the gate over it. */
async function strictRepository(): Promise<Repository & Awaited<ReturnType<typeof policyGate>>> {
  const repo = repository({ [policy]: strict });
  repo.commit();
  return { ...repo, ...(await policyGate([repo.root])) };
}

const held = (source: string) => ({
  required_rank: 3,
  triggers: [{ kind: 'keyword', trigger: 'billing', source, rank: 3 }],
});

describe('a policy in git', () => {
  it('that is loosened, emptied or deleted in the work tree counts as it was committed', async () => {
    const { ask, write, root } = await strictRepository();
    expect(await ask(action)).toMatchObject(held(`${policy}:2`));
    const before = (await ask('rename a variable')).policy_digest;
    write(policy, strict.replace('min_rank: 3', 'min_rank: 1'));
    expect(await ask(action)).toMatchObject({ required_rank: 3 });
    write(policy, loose);
    expect(await ask(action)).toMatchObject(held(`HEAD:${policy}:2`));
    rmSync(path.join(root, '.testing-patterns'), { recursive: true });
    expect(await ask(action)).toMatchObject(held(`HEAD:${policy}:2`));
    const after = await ask('rename a variable');
    expect(after.decision).toBe('allow');
    expect(after.policy_digest).not.toBe(before);
  });

  it('takes what the work tree adds at once', async () => {
    const { ask, write } = await strictRepository();
    write(policy, 'triggers: [{ keyword: [payroll], reason: Ask, min_rank: 2 }]\nranks: { code-from-text: 3 }\n');
    expect(await ask('count the payroll tests')).toMatchObject({
      required_rank: 2,
      triggers: [{ source: `${policy}:1` }],
    });
    expect(await ask(action)).toMatchObject(held(`HEAD:${policy}:2`));
  });

  it('that is broken in the work tree closes the gate, and the committed one keeps its ranks', async () => {
    const { ask, write } = await strictRepository();
    for (const broken of [
      'triggers: [\n',
      'triggers: [\u0000]\n',
      'triggers: [{ pattern: "(", reason: r, match: [a] }]\n',
    ]) {
      write(policy, broken);
      expect(await ask('rename a variable')).toMatchObject({
        required_rank: 2,
        triggers: [{ trigger: 'policy-unreadable', where: expect.stringMatching(`^${policy}:\\d$`) }],
      });
      expect(await ask(action)).toMatchObject({ required_rank: 3 });
    }
  });

  it('that is broken in a commit closes the gate and names the commit, the line and the field', async () => {
    const { ask, write, commit } = await strictRepository();
    write(policy, 'triggers:\n  - keyword: [a]\n    raeson: typo\n');
    commit();
    write(policy, strict);
    const { triggers } = await ask('rename a variable');
    expect(triggers[0]).toMatchObject({ trigger: 'policy-unreadable', where: `HEAD:${policy}:2` });
    expect(triggers[0]?.reason).toContain(
      'triggers.0.reason: must be a text. Allowed: a list whose entries have pattern,',
    );
  });

  it('that is loosened in a commit of a branch counts as the default branch has it', async () => {
    const { ask, git, write, commit } = await strictRepository();
    git('checkout', '-q', '-b', 'work');
    write(policy, loose);
    commit();
    expect(await ask(action)).toMatchObject(held(`main:${policy}:2`));
    git('checkout', '-q', '--orphan', 'fresh');
    expect(await ask(action)).toMatchObject(held(`main:${policy}:2`));
    git('checkout', '-q', '-f', 'main');
    git('merge', '-q', 'work');
    expect((await ask(action)).decision).toBe('allow');
  });

  it('that is loosened, committed and pushed to a branch of its own counts as the default branch has it', async () => {
    const origin = repository({ [policy]: strict });
    origin.commit();
    const { git, write, commit, root } = repository();
    git('remote', 'add', 'origin', origin.root);
    git('fetch', '-q', 'origin');
    git('checkout', '-q', '-b', 'work', 'origin/main');
    write(policy, loose);
    commit();
    const { ask } = await policyGate([root]);
    expect(await ask(action)).toMatchObject(held(`@{upstream}:${policy}:2`));
    git('push', '-q', '-u', 'origin', 'work');
    expect(await ask(action)).toMatchObject(held(`origin/main:${policy}:2`));
    git('remote', 'set-head', 'origin', 'main');
    expect(await ask(action)).toMatchObject(held(`origin/HEAD:${policy}:2`));
    // A person takes it back, and it is fetched.
    origin.write(policy, loose);
    origin.commit();
    git('fetch', '-q', 'origin');
    expect((await ask(action)).decision).toBe('allow');
  });

  it('counts for a root below the top, in a linked work tree, in a submodule and beside a repository made inside', async () => {
    const repo = repository({ [`packages/api/${policy}`]: strict, 'lib/a.py': '' });
    repo.commit();
    const outer = repository({ 'b.py': '' });
    outer.git('submodule', '--quiet', 'add', repo.root, 'sub');
    outer.commit();
    repo.git('worktree', 'add', '-q', 'linked');
    const roots = [`${repo.root}/packages/api`, `${repo.root}/linked/packages/api`, `${outer.root}/sub/packages/api`];
    for (const root of roots) rmSync(path.join(root, '.testing-patterns'), { recursive: true });
    mkdirSync(`${roots[0]}/.git`);
    for (const root of roots.slice(1))
      expect(await (await policyGate([root])).ask(action)).toMatchObject({ required_rank: 3 });
    // Not a repository, so nobody knows what it hides.
    const empty = await (await policyGate(roots.slice(0, 1))).ask(action);
    expect(empty.triggers.map(({ trigger }) => trigger)).toEqual(['policy-unreadable']);
    rmSync(`${roots[0]}/.git`, { recursive: true });
    repo.git('init', '-q', 'packages/api');
    expect(await (await policyGate(roots.slice(0, 1))).ask(action)).toMatchObject({ required_rank: 3 });
    const both = await policyGate([`${repo.root}/lib`, `${repo.root}/packages/api`]);
    expect(await both.ask(action)).toMatchObject(held(`HEAD:api/${policy}:2`));
  });

  it('counts below a folder whose name is a command to git', async () => {
    const { root, commit, write } = repository({ [`:(top)lib/${policy}`]: strict });
    commit();
    write(`:(top)lib/${policy}`, loose);
    const { ask } = await policyGate([`${root}/:(top)lib`]);
    expect(await ask(action)).toMatchObject(held(`HEAD:${policy}:2`));
  });

  it('is the file alone before the first commit and outside of git', async () => {
    const unborn = repository({ [policy]: strict });
    const plain = tempWorkspace({ [policy]: strict });
    for (const { root, write } of [unborn, plain]) {
      const { ask } = await policyGate([root]);
      expect(await ask(action)).toMatchObject(held(`${policy}:2`));
      write(policy, loose);
      expect((await ask(action)).decision).toBe('allow');
    }
  });

  it('under a name that nobody reads closes the gate', async () => {
    const { root } = tempWorkspace({ '.testing-patterns/escalation.yml': strict });
    const { triggers } = await (await policyGate([root])).ask('rename a variable');
    expect(triggers).toMatchObject([{ trigger: 'policy-unreadable', where: '.testing-patterns/escalation.yml:1' }]);
    expect(triggers[0]?.reason).toContain(`is not read. Rename it to ${policy}.`);
  });

  it('that is committed as a link or lies in a linked folder closes the gate', async () => {
    const file = repository({ 'real.yaml': strict, '.testing-patterns/a.md': '' });
    symlinkSync('../real.yaml', path.join(file.root, policy));
    const folder = repository({ 'real/escalation.yaml': strict });
    symlinkSync('real', path.join(folder.root, '.testing-patterns'));
    for (const repo of [file, folder]) {
      repo.commit();
      const { triggers } = await (await policyGate([repo.root])).ask('rename a variable');
      expect(triggers).toMatchObject([{ trigger: 'policy-unreadable', where: `HEAD:${policy}:1` }]);
      expect(triggers[0]?.reason).toContain('is a symbolic link; commit the file itself.');
    }
  });
});

describe('a repository that cannot be read closes the gate', () => {
  const closed = async (root: string, env: Readonly<Record<string, string>> = {}) => {
    const { triggers } = await (await policyGate([root], { env })).ask('rename a variable');
    expect(triggers).toMatchObject([{ trigger: 'policy-unreadable', where: `${policy}:1` }]);
    return triggers[0]?.reason ?? '';
  };

  it.each<[string, (repo: Repository) => void]>([
    [
      'whose .git leads nowhere',
      ({ root }) => {
        rmSync(path.join(root, '.git'), { recursive: true });
        writeFileSync(path.join(root, '.git'), 'gitdir: ../gone\n');
      },
    ],
    ['whose objects are gone', ({ root }) => rmSync(path.join(root, '.git/objects'), { recursive: true })],
    [
      'that has lost the commit',
      ({ root, git }) => {
        const oid = git('rev-parse', 'HEAD');
        rmSync(path.join(root, '.git/objects', oid.slice(0, 2), oid.slice(2)));
      },
    ],
    [
      'that has lost the file',
      ({ root, git }) => {
        const oid = git('rev-parse', `HEAD:${policy}`);
        rmSync(path.join(root, '.git/objects', oid.slice(0, 2), oid.slice(2)));
      },
    ],
  ])('%s', async (_, damage) => {
    const repo = await strictRepository();
    damage(repo);
    const reason = await closed(repo.root);
    expect(reason).toMatch(/The file cannot be read as it was committed: git .+ must say "commit"\.$/s);
  });

  it('without git, and whatever a project puts in its place is not run', async () => {
    const { root, write } = await strictRepository();
    const other = tempWorkspace();
    const traps = [
      write('bin/git', '#!/bin/sh\ntouch "$0.ran"\n'),
      other.write('node_modules/.bin/git', '#!/bin/sh\ntouch "$0.ran"\n'),
    ];
    for (const trap of traps) chmodSync(trap, 0o755);
    const folders = [...traps.map((trap) => path.dirname(trap)), 'bin'].join(path.delimiter);
    expect(await closed(root, { PATH: folders })).toContain('git is not on the PATH');
    const { ask } = await policyGate([root], { env: { PATH: `${folders}${path.delimiter}${process.env.PATH}` } });
    write(policy, loose);
    expect(await ask(action)).toMatchObject(held(`HEAD:${policy}:2`));
    for (const trap of traps) expect(existsSync(`${trap}.ran`)).toBe(false);
  });
});

describe('reading git', () => {
  it('runs nothing that the repository names, fetches nothing, and is not led to another one', async () => {
    const { ask, git, write, root } = await strictRepository();
    const marker = path.join(root, 'ran');
    const trap = write('trap.sh', `#!/bin/sh\ntouch '${marker}'\n`);
    chmodSync(trap, 0o755);
    const other = repository({ [policy]: loose });
    other.commit();
    for (const [name, value] of [
      ['core.fsmonitor', trap],
      ['core.hooksPath', root],
      ['core.pager', trap],
      ['pager.cat-file', trap],
      ['pager.ls-tree', trap],
      ['core.sshCommand', trap],
      ['core.worktree', path.dirname(root)],
      ['alias.cat-file', `!${trap}`],
    ] as const)
      git('config', name, value);
    write(policy, loose);
    expect(await ask(action)).toMatchObject(held(`HEAD:${policy}:2`));
    const environment = {
      GIT_DIR: path.join(other.root, '.git'),
      GIT_OBJECT_DIRECTORY: other.root,
      GIT_EXTERNAL_DIFF: trap,
    };
    const led = await policyGate([root], { env: environment });
    expect(await led.ask(action)).toMatchObject(held(`HEAD:${policy}:2`));
    // A replaced object, and one that a remote would give.
    git('config', '--unset', 'core.worktree');
    const blob = git('rev-parse', `HEAD:${policy}`);
    git('replace', blob, git('hash-object', '-w', policy));
    expect(await (await policyGate([root])).ask(action)).toMatchObject(held(`HEAD:${policy}:2`));
    git('config', 'extensions.partialClone', 'origin');
    git('config', 'remote.origin.url', other.root);
    git('config', 'remote.origin.uploadpack', trap);
    git('config', 'remote.origin.promisor', 'true');
    rmSync(path.join(root, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    const missing = await (await policyGate([root])).ask(action);
    expect(missing.triggers.map(({ trigger }) => trigger)).toEqual(['policy-unreadable']);
    expect(existsSync(marker)).toBe(false);
  });
});

describe("a team's documents in git", () => {
  const skill =
    '---\nname: rules\ndescription: d\nescalation_triggers:\n  - keyword: [billing]\n    reason: Ask\n---\n\nText.\n';

  it('keep their triggers when the work tree has lost them, wherever they lie', async () => {
    const files = ['.testing-patterns/patterns/deep/SKILL.md', 'house/one/SKILL.md', 'named.md'];
    for (const file of files) {
      const { commit, root, write } = repository({ [file]: skill });
      commit();
      const options = {
        folders: file.startsWith('house') ? ['house'] : [],
        skills: file === 'named.md' ? ['named.md'] : [],
      };
      write(file, skill.replace(/escalation_triggers.*Ask\n/s, ''));
      const { ask } = await policyGate([root], options);
      expect((await ask(action)).triggers.map(({ source }) => source)).toEqual([
        expect.stringMatching(`^HEAD:.*${file}:5$`),
      ]);
    }
  });

  it('keep their triggers when a link stands in the place of their folder', async () => {
    for (const folder of ['.testing-patterns/patterns', 'house']) {
      const { commit, root } = repository({ [`${folder}/one/SKILL.md`]: skill });
      commit();
      rmSync(path.join(root, folder), { recursive: true });
      symlinkSync(tempWorkspace({ 'a.md': '' }).root, path.join(root, folder));
      const { ask } = await policyGate([root], { folders: ['house'] });
      expect((await ask(action)).triggers.map(({ source }) => source)).toEqual([`HEAD:${folder}/one/SKILL.md:5`]);
    }
  });

  it('may lie behind a link that is committed as one', async () => {
    const { commit, root } = repository({ 'docs/house/one/SKILL.md': skill });
    symlinkSync('docs/house', path.join(root, 'house'));
    commit();
    const { ask } = await policyGate([root], { folders: ['house'] });
    expect((await ask('rename a variable')).decision).toBe('allow');
    expect((await ask(action)).triggers.map(({ source }) => source)).toEqual(['HEAD:house/one/SKILL.md:5']);
  });

  it('that the user named keep their triggers while the process runs, also outside of git', async () => {
    const { root, write } = tempWorkspace({ 'named.md': skill });
    const { ask } = await policyGate([root], { skills: ['named.md'] });
    expect((await ask(action)).decision).toBe('approval_required');
    write('named.md', skill.replace('billing', 'other'));
    expect((await ask(action)).decision).toBe('approval_required');
    expect((await ask('the other tests')).decision).toBe('approval_required');
  });

  it('may ask for a higher rank', async () => {
    const { root, write } = tempWorkspace({ 'named.md': skill.replace('reason: Ask', 'reason: Ask\n    min_rank: 2') });
    const { ask } = await policyGate([root], { skills: ['named.md'] });
    expect((await ask(action)).required_rank).toBe(2);
    write('named.md', skill.replace('reason: Ask', 'reason: Ask\n    min_rank: 4'));
    expect((await ask('rename a variable')).triggers[0]?.reason).toContain('min_rank: must be 1, 2 or 3');
  });

  it('that lie in a submodule count as they are there', async () => {
    const shared = repository({ 'one/SKILL.md': skill });
    shared.commit();
    const { git, commit, root } = repository();
    git('submodule', '--quiet', 'add', shared.root, 'house');
    commit();
    const { ask } = await policyGate([root], { folders: ['house'] });
    expect((await ask('rename a variable')).decision).toBe('allow');
  });

  it('that are broken in a commit close the gate', async () => {
    const file = '.testing-patterns/patterns/SKILL.md';
    const { commit, root, write } = repository({ [file]: skill.replace('reason', 'because') });
    commit();
    write(file, skill);
    const { triggers } = await (await policyGate([root])).ask('rename a variable');
    expect(triggers).toMatchObject([{ trigger: 'policy-unreadable', where: `HEAD:${file}:5` }]);
  });
});

describe("a person's own policy", () => {
  const own = 'testing-patterns-mcp/escalation.yaml';

  it('holds in every workspace; a broken one closes the gate', async () => {
    const { root } = tempWorkspace({ 'a.py': '' });
    const { ask, home } = await policyGate([root]);
    expect((await ask(action)).decision).toBe('allow');
    const file = home.write(own, strict);
    expect(await ask(action)).toMatchObject(held(`${file}:2`));
    home.write(own, 'triggers: [{ keyword: [a] }]\n');
    expect((await ask('rename a variable')).triggers).toMatchObject([
      { trigger: 'policy-unreadable', where: `${file}:1` },
    ]);
    rmSync(file);
    symlinkSync('nowhere', file);
    expect((await ask('rename a variable')).triggers).toMatchObject([
      { trigger: 'policy-unreadable', where: `${file}:1` },
    ]);
  });
});
