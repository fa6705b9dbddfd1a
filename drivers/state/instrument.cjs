// Makes a module's top-level variables readable from outside, exported or not: behind its last statement it hands functions that
// read them (and set them, where that is possible) to whoever watches. No line moves; when nobody watches, nothing happens.
'use strict';

const acorn = require('acorn');

/** The symbol under which the watch lies on the global object; code that names it has been here before. */
const watch = 'testing-patterns.state';
/** Never the project's own: what the transforms of vitest, jest and compilers put into a module. */
const foreign = /^(?:__vi_|__vite|_jest|__esModule$|__proto__$)/;
/** Through these compiled code passes what it requires or exports. */
const interop = /^_*(?:interop|import|toESM|toCommonJS)/i;
const functionTypes = ['FunctionExpression', 'ArrowFunctionExpression'];
const namelessValues = ['ArrayExpression', 'CallExpression', 'NewExpression', 'ObjectExpression'];
const exportDefault = 'export default ';
/** With its `const` and `=` as long as `export default `, so that no column moves. */
const nameOfDefault = '$default';

/**
 * `file`: relative to the project's folder, `/`-separated. `module`: whether this is an ES module; left out, what it parses as.
 * Code that cannot be parsed comes back as it is.
 */
function instrument(code, { file, module }) {
  if (code.includes(watch)) return code;
  const program = parsed(code, module);
  if (!program || program.body.length === 0) return code;
  const { bound, variables, exported, defaultAt } = topLevelOf(program, code);
  // Our line needs the real ones.
  if (bound.has('globalThis') || bound.has('Symbol')) return code;
  const entries = [...variables, ...exported].filter(([name]) => !foreign.test(name));
  if (entries.length === 0) return code;
  const list = entries.map(([name, access]) => `${JSON.stringify(name)}: ${functionsFor(access)}`).join(', ');
  const line = `;globalThis[Symbol.for("${watch}")]?.register(${JSON.stringify(file)}, {${list}});`;
  // Right behind the last statement, so that comments at the end, those of source maps too, stay there.
  const { end } = program.body[program.body.length - 1];
  const behind = `${line}${code.slice(end)}`;
  if (defaultAt === undefined) return `${code.slice(0, end)}${behind}`;
  const named = `const ${nameOfDefault}=${code.slice(defaultAt + exportDefault.length, end)}`;
  return `${code.slice(0, defaultAt)}${named};export { ${nameOfDefault} as default }${behind}`;
}

function parsed(code, module) {
  const types = module === undefined ? ['commonjs', 'module'] : [module ? 'module' : 'commonjs'];
  for (const sourceType of types) {
    try {
      return acorn.parse(code, { ecmaVersion: 'latest', sourceType });
    } catch {
      // Another kind of module, or not plain JavaScript.
    }
  }
  return undefined;
}

/** `read` is an expression; `set` are the places that a new value goes to. */
function functionsFor({ read, set = [] }) {
  if (set.length === 0) return `[() => ${read}]`;
  const value = set.includes('v') ? 'w' : 'v';
  return `[() => ${read}, (${value}) => { ${set.map((place) => `${place} = ${value};`).join(' ')} }]`;
}

/**
 * What stands at the top of a module. `bound`: all names. `variables` and `exported`: what is to be watched by name, as
 * `functionsFor` takes it; `exported` are the properties of `exports` that no variable stands for. `defaultAt`: where an
 * `export default` begins whose value needs a name to be read.
 */
function topLevelOf({ body, sourceType }, code) {
  const top = {
    bound: new Set(),
    functions: new Set(),
    variables: new Map(),
    exported: new Map(),
    assigned: new Map(),
  };
  for (const statement of body) {
    const inner = statement.declaration ?? statement;
    if (statement.type === 'ImportDeclaration') for (const { local } of statement.specifiers) top.bound.add(local.name);
    else if (inner.type === 'VariableDeclaration')
      for (const one of inner.declarations) noteVariable(one, inner.kind, top);
    else if (inner.type === 'ClassDeclaration' && inner.id) noteClass(inner.id.name, top);
    else if (inner.type === 'FunctionDeclaration' && inner.id) noteFunction(inner.id.name, top);
    else if (inner.type === 'ExpressionStatement') noteAssigned(inner.expression, top);
    else if (statement.type === 'ExportDefaultDeclaration' && needsName(statement, code)) {
      top.defaultAt = statement.start;
      top.variables.set('default', { read: nameOfDefault });
    }
  }
  if (sourceType !== 'module' && !top.bound.has('exports') && !top.bound.has('module'))
    for (const [name, assigned] of top.assigned) noteExported(name, assigned, top);
  return top;
}

function noteVariable({ id, init }, kind, { bound, functions, variables, assigned }) {
  for (const name of namesIn(id)) {
    bound.add(name);
    if (isRequired(init)) continue;
    // It never changes; a property of `exports` that leads to it may.
    if (kind === 'const' && functionTypes.includes(init?.type)) functions.add(name);
    else variables.set(name, { read: name, set: kind === 'let' || kind === 'var' ? [name] : [] });
  }
  const place = placesOf(init).find(({ name }) => name === id.name);
  if (place) assigned.set(place.name, { ...place, value: id });
}

function noteClass(name, { bound, variables }) {
  bound.add(name);
  variables.set(name, { read: name });
}

function noteFunction(name, { bound, functions }) {
  bound.add(name);
  functions.add(name);
}

function* namesIn(pattern) {
  if (!pattern) return;
  if (pattern.type === 'Identifier') yield pattern.name;
  else if (pattern.type === 'ObjectPattern')
    for (const one of pattern.properties) yield* namesIn(one.value ?? one.argument);
  else if (pattern.type === 'ArrayPattern') for (const one of pattern.elements) yield* namesIn(one);
  else yield* namesIn(pattern.left ?? pattern.argument);
}

function noteAssigned(expression, { assigned }) {
  const places = placesOf(expression);
  for (const place of places) {
    if (place.at === 'module.exports' && place.value.type === 'ObjectExpression')
      for (const { key, value, kind, computed } of place.value.properties) {
        if (kind !== 'init' || computed || key.type !== 'Identifier') continue;
        assigned.set(key.name, { name: key.name, at: `module.exports.${key.name}`, value });
      }
    else assigned.set(place.name, place);
  }
}

/** Of `exports.a = exports.b = value`: the properties, and the value. */
function placesOf(expression) {
  const places = [];
  let value = expression;
  for (; value?.type === 'AssignmentExpression' && value.operator === '='; value = value.right) {
    const at = dotted(value.left);
    const [, property] = /^(?:module\.)?exports\.([^.]+)$/.exec(at) ?? [];
    if (property) places.push({ name: property, at });
    else if (at === 'module.exports') places.push({ name: at, at });
  }
  return places.map((place) => ({ ...place, value }));
}

function dotted(node) {
  if (node.type === 'Identifier') return node.name;
  if (node.type !== 'MemberExpression' || node.computed || node.property.type !== 'Identifier') return '';
  return `${dotted(node.object)}.${node.property.name}`;
}

function noteExported(name, { at, value }, { functions, variables, exported }) {
  const variable = variables.get(name);
  const leadsTo = value.type === 'Identifier' ? value.name : undefined;
  // Importers read the property: whoever sets the variable must set it, too.
  if (variable && leadsTo === name && variable.set?.length > 0) variable.set.push(hidden(at));
  else if (variable || isRequired(value)) return;
  else if (leadsTo !== undefined && !functions.has(leadsTo)) return;
  else if (at !== 'module.exports') exported.set(name, { read: at, set: [hidden(at)] });
  else if (leadsTo === undefined && !functionTypes.includes(value.type)) exported.set(name, { read: at });
}

/** Not to be taken for one more export by those who look for `exports.name =` in the text. */
const hidden = (at) => at.replace(/^(.*exports)/, '($1)');

/** `require('x')`, `require('x').y`, `_interopRequireDefault(require('x'))`, `await import('x')`: another module's own. */
function isRequired(node) {
  if (!node) return false;
  if (node.type === 'ImportExpression') return true;
  if (node.type === 'AwaitExpression') return isRequired(node.argument);
  if (node.type === 'MemberExpression') return isRequired(node.object);
  if (node.type !== 'CallExpression') return false;
  const callee = node.callee.type === 'SequenceExpression' ? node.callee.expressions[1] : node.callee;
  const name = callee.type === 'MemberExpression' ? callee.property.name : callee.name;
  return name === 'require' || (interop.test(name) && isRequired(node.arguments[0]));
}

function needsName({ start, declaration }, code) {
  const plain = code.startsWith(exportDefault, start) && !code.includes(nameOfDefault);
  return plain && namelessValues.includes(declaration.type) && !isRequired(declaration);
}

module.exports = { instrument };
