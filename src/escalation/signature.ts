import { spawn } from 'node:child_process';
import { lstat, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { absent, type Environment } from '../state/index.ts';
import { findProgram, relativeInside } from '../workspace/index.ts';
import { personalFiles } from './personal-files.ts';
import { shownDigest } from './preview.ts';

/** A signature made for something else, a commit or a mail, does not count here. */
export const signatureNamespace = 'testing-patterns-mcp';

export type Signed = { readonly ok: true; readonly signer: string } | { readonly ok: false; readonly reason: string };

/** Whether somebody who may approve has signed exactly this statement. */
export type CheckSignature = (statement: string, signature: string) => Promise<Signed>;

/** What is signed: the text that a person reads, with its digest. */
export function statementOf(shown: string): string {
  return `${shown}\nThe text above has the sha256 ${shownDigest(shown)}\n`;
}

/**
 * Where the public keys of those who may approve stand, in the format of ssh's own `allowed_signers`. Of several files the
 * first that exists counts: one that only root can change is out of reach of every program of the user.
 */
export function signersFiles(env: Environment, platform?: NodeJS.Platform): readonly string[] {
  return personalFiles('allowed_signers', env, platform);
}

/**
 * Checks signatures with OpenSSH (`ssh-keygen -Y`), never with a program of that name that a project brings: keys in files, in an
 * agent, and on hardware that wants to be touched.
 */
export function sshSignatures(files: readonly string[], roots: readonly string[]): CheckSignature {
  return async (statement, signature) => {
    const signers = await signersIn(files, roots);
    if (!signers.ok) return signers;
    const program = await findProgram('ssh-keygen', process.env, roots);
    if (program === undefined) return refused(noProgram);
    const given = signature.trim();
    if (
      given.length > maxSignature ||
      !/^-----BEGIN SSH SIGNATURE-----\n[\s\S]+\n-----END SSH SIGNATURE-----$/.test(given)
    ) {
      return refused(
        `This is not a signature of ssh-keygen (it begins with "-----BEGIN SSH SIGNATURE-----"). Sign the statement with "ssh-keygen -Y sign -n ${signatureNamespace} -f KEY FILE" and give FILE.sig.`,
      );
    }
    const folder = await mkdtemp(path.join(tmpdir(), 'testing-patterns-'));
    try {
      const file = path.join(folder, 'statement.sig');
      await writeFile(file, `${given}\n`, { mode: 0o600 });
      return await checkedBy(program, signers.file, file, statement);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

/** In UTF-16 code units; those of hardware keys have about 1,000. */
const maxSignature = 16_384;
const maxSeconds = 20;

const noProgram =
  'Signatures are checked with ssh-keygen, and it could not be run. Install OpenSSH (Debian: openssh-client) so that it is on the PATH of this program, then repeat the command.';

async function checkedBy(program: string, signers: string, signature: string, statement: string): Promise<Signed> {
  const found = await sshKeygen(program, ['find-principals', '-f', signers, '-s', signature], '');
  if (!found) return refused(noProgram);
  const names = found.code === 0 ? found.output.split('\n').filter((name) => name !== '') : [];
  if (names.length === 0)
    return refused(`The key of this signature is not in ${signers}. Sign with a key that stands there.`);
  for (const name of names) {
    const args = ['verify', '-f', signers, '-I', name, '-n', signatureNamespace, '-s', signature];
    const checked = await sshKeygen(program, args, statement);
    if (checked?.code === 0)
      return { ok: true, signer: `${name} ${/SHA256:\S+/.exec(checked.output)?.[0] ?? ''}`.trim() };
  }
  return refused(
    `The signature by ${names.join(', ')} is not one over this statement in the namespace "${signatureNamespace}" with a key that may be used now. ` +
      `Print the statement again with --statement, sign it unchanged with "ssh-keygen -Y sign -n ${signatureNamespace}", and repeat the command.`,
  );
}

async function signersIn(
  files: readonly string[],
  roots: readonly string[],
): Promise<{ readonly ok: true; readonly file: string } | { readonly ok: false; readonly reason: string }> {
  for (const file of files) {
    const real = await realpath(file).catch(absent);
    if (real === undefined) continue;
    const problem =
      (await insideRoot(real, roots)) ??
      (await anyChangeable([real, path.dirname(real), await realpath(path.dirname(file))]));
    return problem === undefined ? { ok: true, file: real } : refused(problem);
  }
  return refused(
    `Nobody may sign yet: there is no ${files.join(' nor ')}. Write a line for each person who may, as ssh-keygen's ALLOWED SIGNERS: ` +
      `NAME namespaces="${signatureNamespace}" ssh-ed25519 AAAA…`,
  );
}

async function insideRoot(real: string, roots: readonly string[]): Promise<string | undefined> {
  for (const root of roots) {
    if (relativeInside((await realpath(root).catch(absent)) ?? root, real, path) !== undefined)
      return `${real} lies inside the workspace root ${root}, where an agent could add a key. Move it out of the workspace.`;
  }
  return undefined;
}

async function anyChangeable(entries: readonly string[]): Promise<string | undefined> {
  const problems = await Promise.all(entries.map(changeableByOthers));
  return problems.find((problem) => problem !== undefined);
}

/** Windows keeps such rights elsewhere: there nothing is looked at. */
async function changeableByOthers(entry: string): Promise<string | undefined> {
  const user = process.getuid?.();
  if (user === undefined) return undefined;
  const { uid, mode } = await lstat(entry);
  if (uid !== user && uid !== 0)
    return `${entry} belongs to another user (uid ${uid}), who could add a key. Let it be yours or root's.`;
  if ((mode & 0o022) !== 0)
    return `${entry} can be written by other users, who could add a key. Run "chmod go-w ${entry}" when you know every key in the list.`;
  return undefined;
}

/** Undefined when the program cannot be run. */
function sshKeygen(
  program: string,
  args: readonly string[],
  input: string,
): Promise<{ readonly code: number | null; readonly output: string } | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, ['-Y', ...args], {
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: maxSeconds * 1_000,
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      output += part;
    });
    child.on('error', () => resolve(undefined));
    child.on('close', (code) => resolve({ code, output }));
    // It may end before it has read everything: its exit code tells.
    child.stdin.on('error', () => undefined).end(input);
  });
}

function refused(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}
