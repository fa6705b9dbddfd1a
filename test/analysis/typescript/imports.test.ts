import { describe, expect, it } from 'vitest';
import { read, reading } from './reading.ts';

describe('imports', () => {
  it.each([
    [`import a from './m';`, 'default', 'a'],
    [`import * as a from './m';`, '*', 'a'],
    [`import { b as a } from './m';`, 'b', 'a'],
    [`import './m';`, '*', ''],
    [`import a = require('./m');`, '*', 'a'],
    [`const a = require('./m');`, '*', 'a'],
    [`const { b: a } = require('./m');`, 'b', 'a'],
    [`const a = require('./m').b;`, 'b', 'a'],
    [`const { b: a } = await import('./m');`, 'b', 'a'],
  ])('reads %s', (code, name, local) => {
    expect(read(code).imports).toMatchObject([{ module: './m', name, local, typeOnly: false }]);
  });

  it('knows imports of types', () => {
    expect(
      read(`import { type A, b } from './m'; import type C from './c';`).imports.map((each) => each.typeOnly),
    ).toEqual([true, false, true]);
  });

  it('knows where another name goes', () => {
    const code = `import { a, b } from './m';`;
    const at = read(code).imports[0]?.insertAt ?? 0;
    expect(`${code.slice(0, at)}, c${code.slice(at)}`).toBe(`import { a, b, c } from './m';`);
  });

  it('knows the function that requires', () => {
    expect(read(`function f() { const a = require('./m'); }`).imports[0]?.function).toBe(1);
  });

  it.each([
    [`export { a as b } from './m';`, { module: './m', name: 'a', as: 'b' }],
    [`export * from './m';`, { module: './m', name: '*', as: '*' }],
    [`export * as n from './m';`, { module: './m', name: '*', as: 'n' }],
    [`import { a } from './m'; export { a };`, { module: './m', name: 'a', as: 'a' }],
  ])('reads the re-export %s', (code, expected) => {
    expect(read(code).reexports).toEqual([expected]);
  });
});

describe('where a statement goes after the imports', () => {
  it.each([
    ['behind the last import', `import a from 'a';\nimport b from 'b';\n|\nit();\n`],
    ['behind a require', `const a = require('a');\n|it();\n`],
    ['at the start of a file without any', `|it();\n`],
    ['behind a shebang', `#!/usr/bin/env node\n|it();\n`],
    ['behind a directive', `'use strict';\n|it();\n`],
    ['behind a licence', `/* (c) us */\n|\nit();\n`],
    ['before the comment of the first statement', `|// adds\nit();\n`],
    ['with CRLF', `import a from 'a';\r\n|it();\r\n`],
  ])('stands %s', (_where, marked) => {
    expect(read(marked.replace('|', '')).afterImports).toBe(marked.indexOf('|'));
  });
});

describe('comments', () => {
  it('reads only those that speak to this tool', () => {
    const { file } = reading(
      '// other\nf(); // testing-patterns: ignore[x] why\n/* testing-patterns: ignore[y] why */\ng();',
    );
    expect(file.comments.map(({ text, line, ownLine }) => [text, line, ownLine])).toEqual([
      ['// testing-patterns: ignore[x] why', 2, false],
      ['/* testing-patterns: ignore[y] why */', 3, true],
    ]);
  });

  it.each([
    ['a string', `f('// testing-patterns: ignore[x] why');`],
    ['a template', 'f(`\n// testing-patterns: ignore[x] why\n`);'],
    ['JSX text', 'const e = <a>// testing-patterns: ignore[x] why</a>;'],
    ['a regular expression', 'f(/testing-patterns: x/);'],
  ])('is not misled by %s', (_what, code) => {
    expect(read(code, 'vitest', 'a.test.tsx').comments).toEqual([]);
  });

  it.each([
    ['at the start', '// testing-patterns: ignore[x] why\nf();'],
    ['at the end', 'f();\n// testing-patterns: ignore[x] why'],
    ['before a closing brace', 'function f() {\n  // testing-patterns: ignore[x] why\n}'],
    ['inside arguments', 'f(\n  // testing-patterns: ignore[x] why\n  1,\n);'],
    ['in JSX', 'const e = (\n<a>\n{/* testing-patterns: ignore[x] why */}\n</a>);'],
  ])('finds one %s', (_where, code) => {
    expect(read(code, 'vitest', 'a.test.tsx').comments.map(({ ownLine }) => ownLine)).toEqual([true]);
  });
});
