// Instruments the project's modules in a Node that loads them itself: CommonJS where it is compiled, so after ts-node or any other
// hook has had its turn; ES modules where they are loaded.
'use strict';

const module_ = require('node:module');
const path = require('node:path');
const { fileURLToPath, pathToFileURL } = require('node:url');
const { instrument } = require('./instrument.cjs');
const { projectFile } = require('./places.cjs');

function instrumentCommonJs(places) {
  const { _compile } = module_.prototype;
  module_.prototype._compile = function compile(code, filename, format, ...rest) {
    const file = typeof code === 'string' ? projectFile(places, filename) : undefined;
    const module = { module: true, commonjs: false }[format];
    const changed = file ? instrument(withoutTypes(code, format), { file, module }) : code;
    return _compile.call(this, changed, filename, format, ...rest);
  };
}

/** The hook that was added last sees what those before have made of the source: to be added again behind the user's own. */
function instrumentEsModules(places) {
  if (module_.registerHooks)
    module_.registerHooks({ load: (url, context, next) => loaded(places, url, next(url, context)) });
  else if (module_.register)
    module_.register(pathToFileURL(path.join(__dirname, 'hooks-loader.mjs')).href, { data: { places } });
}

/**
 * Where hooks run in a thread (Node 20.19 to 22.14), they do not see the ES modules that `require` loads. Who asks whether it loads
 * any, as mocha 12 does, is told no and imports them. Answers how to end that.
 */
function importedNotRequired() {
  const feature = Object.getOwnPropertyDescriptor(process.features, 'require_module');
  if (module_.registerHooks || !feature?.configurable) return () => undefined;
  const define = (descriptor) => Object.defineProperty(process.features, 'require_module', descriptor);
  define({ value: false, configurable: true, enumerable: true });
  return () => define(feature);
}

/** `result`: of a load hook of Node. CommonJS comes to `_compile` afterwards. */
function loaded(places, url, result) {
  const { source, format } = result;
  if (!/^module\b/.test(format) || !source || !url.startsWith('file:')) return result;
  const file = projectFile(places, fileURLToPath(url));
  if (!file) return result;
  const code = withoutTypes(typeof source === 'string' ? source : Buffer.from(source).toString(), format);
  return { ...result, source: instrument(code, { file, module: true }) };
}

/** Node, which would do so next, does it twice then, and finds nothing the second time. */
function withoutTypes(code, format) {
  if (!/typescript$/.test(format) || !module_.stripTypeScriptTypes) return code;
  const { emitWarning } = process;
  // That this is new in Node is no news for the user.
  process.emitWarning = () => undefined;
  try {
    return module_.stripTypeScriptTypes(code);
  } catch {
    // Node says it better.
    return code;
  } finally {
    process.emitWarning = emitWarning;
  }
}

module.exports = { instrumentCommonJs, instrumentEsModules, importedNotRequired, loaded };
