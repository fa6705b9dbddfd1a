import { execFile } from 'node:child_process';
import path from 'node:path';
import { relativeInside } from '../../workspace/index.ts';

/** Prints the files that lead Python into a folder (its first argument), a line each. */
const script = `
import os, site, sys
root = sys.argv[1]
folders = list(site.getsitepackages()) + [site.getusersitepackages()]
folders += [entry for entry in sys.path if os.path.basename(entry) in ("site-packages", "dist-packages")]
for folder in sorted(set(folders)):
    for name in sorted(os.listdir(folder) if os.path.isdir(folder) else []):
        if not (name.endswith((".pth", ".egg-link")) or name.startswith("__editable__")):
            continue
        try:
            with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                text = file.read()
        except OSError:
            continue
        if any(line == root or line.startswith(root + os.sep) or (root + os.sep) in line for line in text.splitlines()):
            print(name)
`;

/**
 * Why a proof would run product code of the real tree: the project was installed with `pip install -e` into an interpreter
 * that lies outside of the workspace, and what it imports comes from there. Environments inside are led to the copy.
 *
 * @param root real path of the workspace root
 * @param command starts the interpreter
 */
export async function editableLimitations(root: string, command: readonly string[]): Promise<readonly string[]> {
  const [file = '', ...args] = command;
  if (relativeInside(root, file, path) !== undefined && path.isAbsolute(file)) return [];
  const names = await new Promise<string[]>((resolve) => {
    // What cannot be asked is not known; the run itself will say what is wrong with the interpreter.
    execFile(file, [...args, '-c', script, root], { timeout: 30_000 }, (_error, stdout) =>
      resolve(stdout.split(/\r?\n/).filter((line) => line !== '')),
    );
  });
  if (names.length === 0) return [];
  return [
    `The project is installed as editable in ${file} (${names.join(', ')}): packages that the tests import from there come from the real tree, not from the copies. A change of such a package is not proved; put the environment into the workspace (.venv) for that.`,
  ];
}
