import { Source } from '../../analysis/source.ts';
import type { ChangedFile } from '../source/changed-file.ts';
import type { Fact, FactId } from './fact.ts';

/** One kind of code that a fix of a test has no need to add. `in` says which text it is looked for. */
interface Marker {
  readonly name: string;
  readonly id: FactId;
  readonly expression: RegExp;
}

const scriptModules =
  'child_process|cluster|dgram|dns|fs|fs/promises|http|http2|https|inspector|module|net|repl|tls|v8|vm|worker_threads|axios|cross-fetch|execa|fs-extra|got|isomorphic-fetch|ky|needle|node-fetch|rimraf|shelljs|simple-git|superagent|undici|ws|zx';
const pythonModules =
  'aiohttp|asyncio\\.subprocess|ctypes|ftplib|http\\.client|httpx|importlib|marshal|multiprocessing|os\\.system|paramiko|pexpect|pickle|pty|requests|runpy|sh|shutil|smtplib|socket|ssl|subprocess|telnetlib|urllib\\.request|urllib3|websockets?';

const script: readonly Marker[] = [
  // Looked for in the text, where module names are not blanked; a hit must stand in code.
  {
    name: 'import of',
    id: 'new-capability',
    expression: new RegExp(
      String.raw`\b(?:from|import|require\(|import\()\s{0,20}['"\`](?:node:)?(${scriptModules})['"\`]`,
      'g',
    ),
  },
  {
    name: 'writing files:',
    id: 'new-capability',
    expression:
      /\b(?:fs|fsp|fse|fsPromises|promises)\.(writeFile|appendFile|createWriteStream|rm|rmdir|unlink|rename|copyFile|cp|truncate|chmod|symlink)(?:Sync)?\(/g,
  },
  {
    name: 'evaluating',
    id: 'code-from-text',
    expression:
      /(?<![\w.$])(eval|Function|atob|execScript)\s*\(|\bnew\s+(Function)\b|\b(?:globalThis|window|global|self|process|module)\s*\[|\b(constructor)\s*\(\s*['"`]|\bprocess\.(binding|getBuiltinModule|dlopen)\b|\bString\s*\.\s*(fromCharCode|fromCodePoint)\b|(?<![\w.$])(?:require|import)\s*\(\s*(?![\s'"`)])/g,
  },
];
const python: readonly Marker[] = [
  {
    name: 'import of',
    id: 'new-capability',
    expression: new RegExp(
      String.raw`(?:^|[\n;])[ \t]*(?:from[ \t]+|import[ \t]+(?:[\w.]+(?:[ \t]+as[ \t]+\w+)?[ \t]*,[ \t]*){0,20})(${pythonModules})\b(?!\w)`,
      'g',
    ),
  },
  {
    name: 'running commands or changing files:',
    id: 'new-capability',
    expression:
      /\bos\s*\.\s*(system|popen|exec[lv]p?e?|spawn\w+|fork|remove|unlink|rmdir|removedirs|rename|renames|replace|chmod|kill|truncate|symlink)\s*\(|\basyncio\.(create_subprocess_\w+)\(|(?<!\S)from[ \t]+os[ \t]+import[^\n]{0,200}\b(system|popen|exec[lv]p?e?|spawn\w+|fork|remove|unlink|rmdir|kill)\b|(?<![\w.])(open)\((?![^\n]{0,200}te?mp)[^\n()]{1,200},\s*(?:mode\s*=\s*)?['"][rbt]{0,2}[wax+]/g,
  },
  {
    name: 'evaluating',
    id: 'code-from-text',
    expression:
      /(?<![\w.])(eval|exec|compile|__import__)\s*\(|\b(?:__builtins__|builtins|globals\(\)|locals\(\)|sys\.modules)\s*[.[]|\b(?:importlib\.)?(import_module)\s*\(|\b(?:base64\.)?([bu]\w{0,3}64\w*decode|b64decode)\s*\(|\bcodecs\.(decode)\s*\(|\b(marshal|pickle)\.loads?\s*\(|\bgetattr\s*\(\s*(?:os|sys|builtins|__builtins__|subprocess|importlib)\b/g,
  },
];

/** New ways to reach the network, other programs or files, and code made out of text: what words alone cannot show. */
export function capabilityFacts(file: ChangedFile): Fact[] {
  const markers = file.path.endsWith('.py') ? python : /\.[cm]?[jt]sx?$/.test(file.path) ? script : [];
  const lines = new Source(file.after);
  const added = new Set(file.added.map(({ line }) => line));
  return markers.flatMap((marker) => {
    const before = occurrences(marker, file.before, file.scanBefore.code);
    return [...occurrences(marker, file.after, file.scanAfter.code)].flatMap(([word, offsets]): Fact[] => {
      const earlier = before.get(word)?.length ?? 0;
      // What is imported twice reaches no further than what is imported once.
      if (marker.name === 'import of' ? earlier > 0 : offsets.length <= earlier) return [];
      const places = offsets.map((offset) => lines.position(offset).line);
      const where = { path: file.path, line: places.find((line) => added.has(line)) ?? places[0] ?? 1 };
      const { id, name } = marker;
      return id === 'code-from-text'
        ? [
            {
              id,
              where,
              statement: `code made from text: ${word}`,
              reason: `The change adds ${word}, which runs code that cannot be read in the diff.`,
            },
          ]
        : [
            {
              id,
              where,
              statement: `new capability: ${name} ${word}`,
              reason: `The change adds ${name} ${word}: a test could then reach the network, other programs or files.`,
            },
          ];
    });
  });
}

/** Where each word matches with its first letter in code, not in a comment or inside a string. */
function occurrences({ expression }: Marker, text: string, code: string): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const match of text.matchAll(expression)) {
    const { index, 0: whole } = match;
    const first = index + whole.search(/\S/);
    if (code[first] !== text[first]) continue;
    const word = match.slice(1).find((group) => group !== undefined) ?? whole.trim();
    const offsets = found.get(word);
    if (offsets) offsets.push(first);
    else found.set(word, [first]);
  }
  return found;
}
