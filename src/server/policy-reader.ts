import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../error-code.ts';
import {
  type DeclaredTriggers,
  type PolicyFile,
  type PolicySources,
  policyPath,
  readUserPolicies,
  userPolicyPaths,
} from '../escalation/index.ts';
import { isSkillFile, type PatternSource, parseSkill, readSkillFile, SeenSkills } from '../patterns/index.ts';
import { type CommittedFile, CommittedFiles, type Environment, type Workspace } from '../workspace/index.ts';

export interface PolicyPlaces {
  readonly workspace: Workspace;
  /** Folders of documents that the library reads, too. */
  readonly sources: readonly PatternSource[];
  /** `SKILL.md` files that the user named. */
  readonly skills?: readonly string[] | undefined;
  readonly env: Environment;
  readonly cwd: string;
}

/** What was read, and what of git was read for it. */
export interface PolicyState extends PolicySources {
  readonly roots: readonly RootState[];
  /** Where policies outside of the workspace are looked for. */
  readonly outside: readonly string[];
}

interface RootState {
  /** How the root's policy file is called. */
  readonly path: string;
  /** Commits that count; empty where there is no git and no commit. */
  readonly revisions: readonly string[];
  /** Is the file in any of them? */
  readonly isCommitted: boolean;
}

const policyFolder = path.posix.dirname(policyPath);

/** A file or folder of documents inside a root. */
interface DocumentPlace {
  /** Below the root, `/`-separated; `.` for the root itself. */
  readonly below: string;
  readonly name: string;
  readonly kind: PatternSource['kind'] | 'skill';
  /** Where a link leads away from now. */
  readonly isLeft: boolean;
}

/**
 * The policies of everybody who has a say, read anew for each decision. The work tree belongs to whoever edits it, so the
 * committed versions count besides: what a file has lost, in the work tree or in a commit of one's own, is still there.
 */
export class PolicyReader {
  private readonly places: PolicyPlaces;
  private readonly named = new SeenSkills();
  private roots: Promise<readonly RootReader[]> | undefined;

  constructor(places: PolicyPlaces) {
    this.places = places;
  }

  async read(): Promise<PolicyState> {
    const { workspace, env } = this.places;
    this.roots ??= Promise.all(workspace.roots.map((root) => openRoot(root, this.places)));
    const [own, named, ...roots] = await Promise.all([
      readUserPolicies(env),
      this.namedSkills(),
      ...(await this.roots).map((root) => root.read()),
    ]);
    return {
      files: [...own, ...roots.flatMap(({ committed }) => committed), ...roots.flatMap(({ inWorkTree }) => inWorkTree)],
      documents: joined([named, ...roots.map(({ documents }) => documents)]),
      roots: roots.map(({ path, revisions, isCommitted }) => ({ path, revisions, isCommitted })),
      outside: userPolicyPaths(env),
    };
  }

  private async namedSkills(): Promise<DeclaredTriggers> {
    const { skills = [], cwd } = this.places;
    const read = await Promise.all(skills.map((skill) => readSkillFile(path.resolve(cwd, skill))));
    const known = this.named.with(read.flatMap(({ skill }) => skill ?? []));
    return {
      triggers: known.flatMap(({ triggers }) => triggers),
      problems: read.flatMap(({ problems }) => problems),
    };
  }
}

interface RootReader {
  read(): Promise<
    RootState & {
      readonly committed: readonly PolicyFile[];
      readonly inWorkTree: readonly PolicyFile[];
      readonly documents: DeclaredTriggers;
    }
  >;
}

async function openRoot(
  root: string,
  { workspace, sources, skills = [], env, cwd }: PolicyPlaces,
): Promise<RootReader> {
  const { display } = workspace.at(root, policyPath);
  const given = [
    ...sources.map(({ folder, name, kind }) => ({ full: folder, name, kind })),
    ...skills.map((skill) => ({
      full: path.resolve(cwd, skill),
      name: path.resolve(cwd, skill),
      kind: 'skill' as const,
    })),
  ];
  const located = await Promise.all(
    given.map(async ({ full, name, kind }) => {
      const found = await placesOf(full, root, workspace);
      return found.map((place): DocumentPlace => ({ ...place, name, kind }));
    }),
  );
  const places = located.flat();
  const committed = new CommittedFiles(
    root,
    {
      // The folder, too: as a link or a submodule it would hide what is in it.
      below: [policyFolder, ...places.map(({ below }) => below)],
      isWanted: (file) =>
        file === policyPath || file === policyFolder || places.some((place) => documentName(place, file) !== undefined),
    },
    env,
  );

  let documents: { readonly key: string; readonly declared: DeclaredTriggers } | undefined;
  return {
    async read() {
      const [read, own] = await Promise.all([committed.read(), policyInWorkTree(workspace, root)]);
      if (!read.ok) {
        const unread = { path: display, problem: `cannot be read as it was committed: ${read.reason}` };
        return {
          path: display,
          revisions: [],
          isCommitted: false,
          committed: [unread],
          inWorkTree: own,
          documents: joined([]),
        };
      }
      const policies = read.files
        .filter(({ path, content }) => path === policyPath || (path === policyFolder && !content.ok))
        .map((file) => policyVersion(file, display));
      const key = read.revisions.join('\n');
      if (documents?.key !== key) {
        const all = read.files.flatMap((file) => places.map((place) => documentVersion(file, place)));
        documents = { key, declared: joined(all) };
      }
      return {
        path: display,
        revisions: read.revisions,
        isCommitted: policies.length > 0,
        // A version that is still in the work tree is named as the file there.
        committed: policies.map((version) => own.find((file) => sameText(file, version)) ?? version),
        inWorkTree: own.filter((file) => !policies.some((version) => sameText(file, version))),
        documents: documents.declared,
      };
    },
  };
}

/**
 * Where a path lies below a root: where it leads, and under each name it has on the way. A folder that was replaced by a link
 * is still committed under its own name.
 */
async function placesOf(
  full: string,
  root: string,
  workspace: Workspace,
): Promise<readonly Pick<DocumentPlace, 'below' | 'isLeft'>[]> {
  const found = new Map<string, boolean>();
  for (let at = full; ; at = path.dirname(at)) {
    const located = await workspace.locate(at).catch(() => undefined);
    if (located?.root === root) {
      const below = path.posix.join(located.path, path.relative(at, full).split(path.sep).join('/'));
      if (!found.has(below)) found.set(below, at !== full);
    }
    if (path.dirname(at) === at) return [...found].map(([below, isLeft]) => ({ below, isLeft }));
  }
}

/** How a document that declares triggers is called, or undefined when the file is none of this place. */
function documentName({ below, name, kind }: DocumentPlace, file: string): string | undefined {
  if (file === below) return name;
  if (kind === 'skill') return undefined;
  const inside = below === '.' ? file : file.startsWith(`${below}/`) ? file.slice(below.length + 1) : '';
  const isHidden = inside.split('/').some((part) => part.startsWith('.') || part === 'node_modules');
  return isSkillFile(inside) && !isHidden ? `${name}/${inside}` : undefined;
}

function policyVersion({ revision, content, path: file }: CommittedFile, display: string): PolicyFile {
  if (content.ok) return { path: display, revision, text: content.text };
  return {
    path: display,
    revision,
    problem: `${file === policyPath ? '' : `lies in ${file}, which `}${content.reason}`,
  };
}

function documentVersion(file: CommittedFile, place: DocumentPlace): DeclaredTriggers {
  const name = documentName(place, file.path);
  if (name === undefined) return joined([]);
  const { revision, content } = file;
  // The commit names no file of it: what is checked out counts, as with folders outside of the workspace.
  if (!content.ok && (content.isSubmodule || (place.isLeft && file.path === place.below))) return joined([]);
  if (!content.ok)
    return { triggers: [], problems: [{ path: `${revision}:${name}`, line: 1, message: content.reason }] };
  // In folders of other tools there are notes of that name without front matter: they declare nothing.
  if (place.kind === 'skills' && !content.text.startsWith('---')) return joined([]);
  const { skill, problems } = parseSkill(content.text, name);
  return {
    triggers: (skill?.triggers ?? []).map((trigger) => ({ ...trigger, revision })),
    problems: problems.map((problem) => ({ ...problem, path: `${revision}:${problem.path}` })),
  };
}

async function policyInWorkTree(workspace: Workspace, root: string): Promise<readonly PolicyFile[]> {
  const names = [policyPath, ...misspelt];
  const found = await Promise.all(names.map((name) => versionInWorkTree(workspace, root, name)));
  return found.filter((file) => file !== undefined);
}

/** Names that a person could take for the right one. */
const misspelt = ['escalation.yml', 'escalation.json'].map((name) => path.posix.join(policyFolder, name));

async function versionInWorkTree(workspace: Workspace, root: string, name: string): Promise<PolicyFile | undefined> {
  const { display } = workspace.at(root, name);
  const file = path.join(root, name);
  try {
    await lstat(file);
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : { path: display, problem: `cannot be read (${code})` };
  }
  if (name !== policyPath) return { path: display, problem: `is not read. Rename it to ${policyPath}` };
  try {
    const read = await workspace.readText(await workspace.locate(file, display));
    return read.ok ? { path: display, text: read.text } : { path: display, problem: read.reason };
  } catch (error) {
    return { path: display, problem: `cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Git may write the line ends of a work tree in its own way. */
function sameText(one: PolicyFile, other: PolicyFile): boolean {
  const plain = (file: PolicyFile) => ('text' in file ? file.text.replaceAll('\r\n', '\n') : undefined);
  return plain(one) !== undefined && plain(one) === plain(other);
}

function joined(parts: readonly DeclaredTriggers[]): DeclaredTriggers {
  return { triggers: parts.flatMap(({ triggers }) => triggers), problems: parts.flatMap(({ problems }) => problems) };
}
