import { insert } from '../../analysis/edits/statements.ts';
import type { Edit } from '../../analysis/rule.ts';
import { isDefined } from './python-access.ts';
import type { Ground, LeftState } from './request.ts';
import { inkOf, type Reset } from './script-hook.ts';
import { valueReset } from './script-module.ts';

const core =
  /^(fs(?:\/promises)?|https?|child_process|os|net|dns(?:\/promises)?|crypto|timers(?:\/promises)?)\.([\w$]+)$/;
/** Of the global `crypto`, which bears the name of the module. */
const ofWebCrypto = /^crypto\.(?:randomUUID|getRandomValues|subtle)$/;

/** A function of a module of Node's own that was replaced: `fs.readFileSync`. */
export function coreReset(ground: Ground, state: LeftState): Reset | undefined {
  const [, module, leaf] = core.exec(state.name) ?? [];
  if (module === undefined || leaf === undefined) return undefined;
  const object = objectOf(ground, module);
  if (!object || (ofWebCrypto.test(state.name) && object.edits.length > 0)) return undefined;
  return { ...valueReset(ground, state, `${object.local}.${leaf}`), edits: object.edits };
}

/** The object that `require('fs')` gives: what `import * as fs` gives cannot be changed. */
function objectOf({ file, source, ...ground }: Ground, module: string) {
  const imports = file.imports.filter((entry) => entry.function === 0 && entry.module.replace(/^node:/, '') === module);
  const isImport = (text: string) => text.startsWith('import');
  const known = imports.find(
    ({ name, statement }) => name === 'default' || (name === '*' && !isImport(source.slice(statement))),
  );
  if (known) return { local: known.local, edits: [] };
  const local = module.replace(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase());
  if (isDefined(file, local) || file.imports.some((entry) => entry.local === local)) return undefined;
  const { mark, end } = inkOf({ file, source, ...ground });
  const from = `${mark}node:${module}${mark}`;
  const statements = file.imports.filter((entry) => entry.function === 0).map((entry) => source.slice(entry.statement));
  const requires = statements.length > 0 && !statements.some(isImport);
  const text = requires ? `const ${local} = require(${from})${end}` : `import ${local} from ${from}${end}`;
  // Above what another reset keeps below the imports.
  const last = Math.max(...file.imports.filter((entry) => entry.function === 0).map(({ statement }) => statement.end));
  const edits: readonly Edit[] = [
    requires ? insert(last, source.eol + text) : insert(file.afterImports, text + source.eol),
  ];
  return { local, edits };
}
