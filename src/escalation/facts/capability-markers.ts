import type { FactId } from './fact.ts';

/** One kind of code that a fix of a test has no need to add. Looked for in the text, with a first letter that stands in code. */
export interface Marker {
  readonly name: string;
  readonly id: FactId;
  readonly expression: RegExp;
  /** Says of the whole text that it is harmless there. */
  readonly unless?: RegExp;
}

const scriptModules =
  'child_process|cluster|dgram|dns|fs|fs/promises|http|http2|https|inspector|module|net|repl|tls|v8|vm|worker_threads|axios|cross-fetch|execa|fs-extra|got|isomorphic-fetch|ky|needle|node-fetch|rimraf|shelljs|simple-git|superagent|undici|ws|zx';
const pythonModules =
  'aiohttp|asyncio\\.subprocess|ctypes|ftplib|http\\.client|httpx|importlib(?![.]metadata|[.]resources|[ \\t]+import[ \\t]+(?:metadata|resources|reload))|multiprocessing|os\\.system|paramiko|pexpect|pty|requests|runpy|sh|shutil|smtplib|socket|ssl|subprocess|telnetlib|urllib\\.request|urllib3|websockets?';

const globals = '(?:globalThis|window|global|self|process|module|require)';
/** `process['env']` is `process.env`; what is put together, or named so, is not. */
const plainMember = String.raw`(?!\s*['"\`](?!eval|Function|require|process|constructor|module|mainModule|binding)[\w-]*['"\`]\s*\])`;
/** Two texts put together to be the name of a member: nobody writes that to be read. */
const glued = String.raw`['"\`][^'"\`\n]*['"\`]\s*\+\s*['"\`]`;
const numbers = String.raw`\[?\s*(?:(?:0x[\da-f]+|\d+)\s*,\s*){5,}`;

/** In each the first group that took part is shown; the whole hit where there is none. */
const script: readonly Marker[] = [
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
    name: 'writing files:',
    id: 'new-capability',
    expression:
      /(?<![\w.$])((?:writeFile|appendFile|rm|rmdir|unlink|rename|copyFile|cp|truncate|chmod|symlink)Sync|writeFile|appendFile|unlink)\(/g,
    unless: /te?mp(?:dir|path|_|\b|[A-Z])|\bmemfs\b|\bmock-fs\b/i,
  },
  {
    name: 'running commands:',
    id: 'new-capability',
    expression:
      /(?<![\w$])(execSync|execFileSync|spawnSync|execFile|execa\w*)\(|(?<![\w$.])(spawn)\(|\b(?:cp|child_process|childProcess)\s*\.\s*(exec|spawn|fork)\(/g,
  },
  {
    name: 'evaluating',
    id: 'code-from-text',
    expression:
      /(?<![\w.$])(eval)\b(?!\s*[:=?](?!=))|(?<![\w.$])(Function|atob|execScript|unescape)\s*[(`]|\bnew\s+(Function)\b|\b(Function)\s*\.\s*(?:apply|call|bind|prototype\s*\.\s*constructor)\b|\b(?:const|let|var)\s+\w+\s*=\s*(Function)\s*[;,\n]/g,
  },
  {
    name: 'evaluating',
    id: 'code-from-text',
    expression: new RegExp(
      String.raw`\b${globals}\s*(?:\?\.\s*)?\[${plainMember}|\(\s*${globals}\s+as\s+[^()\n]{1,60}\)\s*(?:\?\.\s*)?\[${plainMember}`,
      'g',
    ),
  },
  {
    name: 'evaluating',
    id: 'code-from-text',
    expression: new RegExp(
      [
        String.raw`\bReflect\s*\.\s*(?:get|apply|construct|ownKeys)\s*\(\s*${globals}\b`,
        String.raw`\bObject\s*\.\s*(?:values|entries|getOwnPropertyNames)\s*\(\s*(?:globalThis|window|global)\s*\)`,
        // `x['ev' + 'al']`, `const { ['ev' + 'al']: e } = x`.
        String.raw`(?:(?<=[\w$)\]]|\?\.)|\{\s*)\[\s*${glued}`,
      ].join('|'),
      'g',
    ),
  },
  {
    name: 'evaluating',
    id: 'code-from-text',
    expression:
      /\b(constructor)\s*\(\s*['"`]|(?<=[\w$)\]'"`]|\?\.)\[\s*['"`](constructor)['"`]\s*\]|\.(constructor)\s*(?:\?\.)?\s*(?:\.\s*constructor\b|\[)|(?<!\bnew\s[\w.$]{0,60})\.(constructor)\s*\(|(?:\}|\[\]|['"`])\s*\)?\s*\.(constructor)\b(?!\s*\.\s*name)/g,
  },
  {
    name: 'evaluating',
    id: 'code-from-text',
    expression:
      /\bprocess\.(binding|getBuiltinModule|dlopen|mainModule)\b|\b(createRequire)\s*\(|\b(require)\s*\.\s*(?:call|apply|bind)\b|[\w)\]]\s*\.\s*(require)\s*\(|(?<![\w.$])(?:require|import)\s*\(\s*(?:\/\*[^*]{0,200}\*\/\s*)?(?:(?![\s'"`)/])|`\$\{)|(?<![\w.$])require\s*`|\bimport\.meta\s*\[/g,
  },
  {
    name: 'evaluating',
    id: 'code-from-text',
    expression:
      /\b(set(?:Timeout|Interval|Immediate))\s*\(\s*['"`]|\b(runIn(?:New|This)?Context)\b|\b(compileFunction)\s*\(|\bvm\s*\.\s*(Script|SourceTextModule)\b|\b(?:import|from|import\(|Worker\(|importScripts\()\s*['"`](data|blob|https?):|\b(Worker)\([^\n]{0,300}\beval\s*:\s*true/g,
  },
  {
    name: 'text out of',
    id: 'code-from-text',
    expression:
      /\bString\s*\.\s*(from(?:CharCode|CodePoint))\b(?!\s*\(\s*(?:0x[\da-f]+|\d+)\s*(?:\)|\+\s*[^\s,)]+\s*\)|\+\s*\())|\b(String\s*\.\s*raw)\s*\(|\.\s*split\(\s*(?:''|""|``)\s*\)\s*\.\s*(reverse|toReversed)\(|\[\s*\.\.\.\s*['"`][^'"`\n]*['"`]\s*\]\s*\.\s*(reverse|toReversed)\(/gi,
  },
  {
    name: 'text out of',
    id: 'code-from-text',
    expression: new RegExp(
      [
        String.raw`\bBuffer\s*\.\s*(from)\(\s*['"\`][^'"\`\n]*['"\`]\s*,\s*['"\`](?:base64|base64url|hex)['"\`]\s*\)\s*\.\s*toString\(\s*(?:\)|['"\`](?:utf|ascii|latin|binary))`,
        String.raw`\bBuffer\s*\.\s*(from)\(\s*${numbers}[^\]]*\]\s*\)\s*\.\s*toString\(\s*(?:\)|['"\`](?:utf|ascii|latin|binary))`,
        String.raw`\b(TextDecoder)\([^)\n]{0,40}\)\s*\.\s*decode\(\s*(?:new\s+Uint8Array|Uint8Array\s*\.\s*\w+|Buffer\s*\.\s*from)\s*\(\s*${numbers}`,
        // Letters and digits need no such escape.
        String.raw`\b(decodeURI(?:Component)?)\(\s*['"\`][^'"\`\n]*(?:%(?:3\d|[46][1-9a-f]|[57][\da])[^'"\`\n]*){3}`,
      ].join('|'),
      'gi',
    ),
  },
  {
    name: 'text out of',
    id: 'code-from-text',
    expression: new RegExp(
      [
        // Numbers in base 36 are words; a random one is `Math.random().toString(36)`.
        String.raw`(?:=>\s*\(?\w{1,40}\)?|\d{5,40}n?\s*\)?)\s*\.\s*(toString)\(\s*(?:3[0-6]|2\d)\s*\)`,
        // Letters of a literal picked or changed one by one, and a literal cut or mended out of others.
        String.raw`\[\s*\.\.\.\s*['"\`][^'"\`\n]{0,200}['"\`]\s*\]\s*\.\s*(map|filter|reduce)\(`,
        String.raw`=>\s*\w{1,40}\[\s*[a-z]\w{0,40}\s*\]\s*\)\s*\.\s*(join)\(\s*['"]{2}\s*\)`,
        String.raw`['"\`]\s{0,40}\.\s{0,40}(slice)\(\s*\d+\s*,\s*\d+\s*\)`,
        String.raw`['"]\s{0,40}\.\s{0,40}(replace)\(\s*['"][a-z][^'"\n]{0,200}['"]\s*,\s*['"]`,
      ].join('|'),
      'gi',
    ),
  },
];

const pythonSystem = '(?:os|sys|builtins|__builtins__|subprocess|importlib|shutil|socket)';
const gluedPython = String.raw`['"][^'"\n]*['"]\s*(?:\+\s*)?['"]`;
const temporary = /te?mp(?:_|dir|file|path|\b)|Temporary|isolated_filesystem|pyfakefs/i;

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
    name: 'import of',
    id: 'new-capability',
    expression: /(?<!\S)import[ \t]+(os|sys|builtins)[ \t]+as\b/g,
  },
  {
    name: 'running commands or changing files:',
    id: 'new-capability',
    expression:
      /\bos\s*\.\s*(system|popen|exec[lv]p?e?|posix_spawnp?|spawn\w+|fork|remove|unlink|rmdir|removedirs|rename|renames|replace|chmod|kill|truncate|symlink)\s*\(|\basyncio\.(create_subprocess_\w+)\(|(?<!\S)from[ \t]+os[ \t]+import[^\n]{0,200}\b(system|popen|exec[lv]p?e?|spawn\w+|fork|remove|unlink|rmdir|kill)\b|(?<![\w.])(open)\((?![^\n]{0,200}te?mp)[^\n()]{1,200},\s*(?:mode\s*=\s*)?['"][rbt]{0,2}[wax+]|\bsubprocess\s*\.\s*(run|Popen|call|check_\w+|get\w*output)\s*\(|\bsocket\s*\.\s*(create_connection)\s*\(/g,
  },
  {
    name: 'running commands or changing files:',
    id: 'new-capability',
    expression: /\.\s*(write_text|write_bytes|unlink|rmdir)\s*\(|\bshutil\s*\.\s*(rmtree|copy\w*|move)\s*\(/g,
    unless: temporary,
  },
  {
    name: 'evaluating',
    id: 'code-from-text',
    expression:
      /(?<![\w.])(eval|exec)\b(?!\s*[=:])|(?<![\w.])(compile|__import__)\s*\(|\b(?:__builtins__|builtins|globals\(\)|locals\(\))\s*[.[]|(?<!\bdel\s+)\bsys\.modules\s*\[[^\]\n]*\](?!\s*=[^=])|\bsys\.modules\.(?:get|values|items)\(|\b(?:importlib\.)?(import_module)\s*\(|\b(?:base64\.)?([bu]\w{0,3}64\w*decode|b64decode)\s*\(|\bcodecs\.(decode|getdecoder)\s*\(|\b(marshal|c?[pP]ickle|dill)\.(?:loads?\s*\((?!\s*\w+\.dumps?\()|Unpickler\b)/g,
  },
  {
    name: 'evaluating',
    id: 'code-from-text',
    expression:
      /\b(__(?:subclasses|globals|loader)__|__code__\s*(?:=(?!=)|\.\s*replace)|exec_module|SourceFileLoader|run_path|run_module)\b|\btypes\s*\.\s*(FunctionType|CodeType)\s*\(|\b(?:runpy)\s*\./g,
  },
  {
    name: 'evaluating',
    id: 'code-from-text',
    expression: new RegExp(
      [
        String.raw`\bgetattr\s*\(\s*${pythonSystem}\b`,
        // `getattr(x, 'sys' + 'tem')`
        String.raw`\b(getattr|setattr)\s*\(\s*[^,\n]{1,80},\s*(?:${gluedPython}|[^,)\n]{0,40}\.join\()`,
        String.raw`\bvars\s*\(\s*${pythonSystem}\b`,
        String.raw`\b${pythonSystem}\s*\.\s*__dict__`,
        String.raw`(?:\bvars\(\w*\)|__dict__)\s*\[\s*${gluedPython}`,
        String.raw`\b(?:attrgetter|methodcaller)\s*\(\s*${gluedPython}`,
      ].join('|'),
      'g',
    ),
  },
  {
    name: 'text out of',
    id: 'code-from-text',
    expression:
      /\bjoin\(\s*(?:map\(\s*)?\[?\s*(chr)\b|(?:\bchr\(\s*(?:0x[\da-f]+|\d+)\s*\)\s*\+\s*){3}|\b(?:bytes|bytearray)\.(fromhex)\(\s*['"][^'"\n]*['"]\s*\)\s*\.\s*decode|\b(unhexlify|a2b_\w+)\s*\(\s*b?['"]|\b(?:bytes|bytearray)\(\s*[[(]\s*(?:\d+\s*,\s*){5,}[^()[\]]*[\])]\s*\)\s*\.\s*(decode)\(|['"]\s*\)?\s*\[\s*:\s*:\s*-\s*1\s*\]|\bjoin\(\s*(reversed)\(|\.\s*decode\(\s*['"](rot.?13|unicode_escape|punycode)['"]/gi,
  },
  {
    name: 'text out of',
    id: 'code-from-text',
    expression: new RegExp(
      [
        String.raw`\.\s{0,40}(to_bytes)\([^()\n]{0,80}\)\s*\.\s*decode\(`,
        String.raw`\b(?:zlib|gzip|bz2|lzma)\s*\.\s*(decompress)\(\s*(?:b['"]|bytes)`,
        // Every third letter.
        String.raw`(?<![\w[])['"][^'"\n]{12,200}['"]\s*\[\s*\d*\s*:\s*\d*\s*:\s*-?(?:[2-9]|\d\d)\s*\]`,
        String.raw`['"]\s{0,40}\)?\s{0,40}\.\s{0,40}(translate)\(`,
        String.raw`\b(maketrans)\(\s*['"][^'"\n]{1,200}['"]\s*,\s*['"]`,
        // What a literal is taken apart for: `re.sub('-', '', 'a-b')`.
        String.raw`\bre\s*\.\s*(sub)\(\s*r?['"][^'"\n]{0,200}['"]\s*,\s*r?['"]{2}\s*,\s*['"]`,
        String.raw`\bjoin\(\s*\w{1,40}\s+for\s+\w{1,40}\s+in\s+(vars)\(`,
      ].join('|'),
      'g',
    ),
  },
];

export function markersFor(path: string): readonly Marker[] {
  return path.endsWith('.py') ? python : /\.[cm]?[jt]sx?$/.test(path) ? script : [];
}
