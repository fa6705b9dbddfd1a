import { describe, expect, it } from 'vitest';
import { atStartOfBody, hookEdit, importNames, localName, makeAsync } from '../../../src/analysis/edits/typescript.ts';
import type { TestFile } from '../../../src/analysis/facts.ts';
import { loadLanguage } from '../../../src/analysis/languages.ts';
import type { Edit } from '../../../src/analysis/rule.ts';
import { Source } from '../../../src/analysis/source.ts';
import { merge, splice } from '../../../src/fixes/edits.ts';

const typescript = await loadLanguage('typescript');

function edited(text: string, edit: (file: TestFile, source: Source) => readonly Edit[] | Edit | undefined): string {
  const made = edit(typescript.read('src/a.test.ts', text, 'vitest'), new Source(text)) ?? [];
  return splice(text, merge(['start' in made ? [made] : made]));
}

const importing =
  (...names: string[]) =>
  (file: TestFile, source: Source) =>
    importNames(file, source, 'vitest', names);

describe('importing names', () => {
  it('adds them to the import that is there, behind the last name', () => {
    expect(edited("import { expect, it } from 'vitest';\n", importing('vi'))).toBe(
      "import { expect, it, vi } from 'vitest';\n",
    );
  });

  it('adds nothing that is imported already, also under another name', () => {
    const text = "import { expect, it, vi as v } from 'vitest';\n";
    expect(edited(text, importing('vi', 'expect'))).toBe(text);
    expect(localName(typescript.read('src/a.test.ts', text, 'vitest'), 'vitest', 'vi')).toBe('v');
  });

  it('leaves a file alone that takes the runner from globals', () => {
    const text = "it('a', () => {\n  expect(1).toBe(1);\n});\n";
    expect(edited(text, importing('vi'))).toBe(text);
  });

  it('gives the name a line of its own where the others have one', () => {
    expect(edited("import {\n  expect,\n  type Mock,\n} from 'vitest';\n", importing('vi', 'it'))).toBe(
      "import {\n  expect,\n  type Mock,\n  vi,\n  it,\n} from 'vitest';\n",
    );
    expect(edited("const {\n  it,\n  expect\n} = require('vitest');\n", importing('vi'))).toBe(
      "const {\n  it,\n  expect,\n  vi\n} = require('vitest');\n",
    );
  });

  it('adds no hook that the file uses as a global', () => {
    const text = "import { expect, vi } from 'vitest';\n\nafterEach(() => {\n  vi.unstubAllEnvs();\n});\n";
    expect(edited(text, importing('afterEach'))).toBe(text);
  });

  it('does not join a type-only import', () => {
    expect(edited("import type { Mock } from 'vitest';\nimport { a } from './a';\n", importing('vi'))).toContain(
      "import { vi } from 'vitest';\n",
    );
  });

  it('writes a new import below the others, with their quotes and without semicolons where they have none', () => {
    const text = 'import { a } from "./a"\nimport { b } from "./b"\n\na(b)\n';
    expect(edited(text, importing('vi'))).toBe(
      'import { a } from "./a"\nimport { b } from "./b"\nimport { vi } from "vitest"\n\na(b)\n',
    );
  });

  it('adds to the destructuring of a require', () => {
    expect(edited("const { it, expect } = require('vitest');\n", importing('vi'))).toBe(
      "const { it, expect, vi } = require('vitest');\n",
    );
  });

  it('writes braces as the file does', () => {
    expect(edited("import {a} from './a';\n", importing('vi'))).toBe(
      "import {a} from './a';\nimport {vi} from 'vitest';\n",
    );
  });

  it('keeps CRLF line ends', () => {
    expect(edited("import { a } from './a';\r\n\r\na();\r\n", importing('vi'))).toBe(
      "import { a } from './a';\r\nimport { vi } from 'vitest';\r\n\r\na();\r\n",
    );
  });
});

describe('running something in a hook', () => {
  const restoring =
    (suite?: number) =>
    (file: TestFile, source: Source): Edit | undefined =>
      hookEdit(file, source, 'afterEach', ['vi.useRealTimers();'], suite);

  it('joins the hook that is there, at its end', () => {
    const text = "import { a } from './a';\n\nafterEach(() => {\n  a.clear();\n});\n";
    expect(edited(text, restoring())).toBe(
      "import { a } from './a';\n\nafterEach(() => {\n  a.clear();\n  vi.useRealTimers();\n});\n",
    );
  });

  it('joins no clean-up that a helper registers for one test, nor a function with a name', () => {
    const hook = 'afterEach(() => {\n  vi.useRealTimers();\n});\n\n';
    const helper = 'function open() {\n  onTestFinished(() => {\n    close();\n  });\n}\n';
    expect(edited(helper, restoring())).toBe(hook + helper);
    const named = 'function close() {\n  a.close();\n}\nafterEach(close);\n';
    expect(edited(named, restoring())).toBe(hook + named);
  });

  it('writes a new hook below the imports, set off by blank lines', () => {
    const text = "import { a } from './a';\nit('a', () => {\n  a();\n});\n";
    expect(edited(text, restoring())).toBe(
      "import { a } from './a';\n\nafterEach(() => {\n  vi.useRealTimers();\n});\n\nit('a', () => {\n  a();\n});\n",
    );
  });

  it('does not join a hook of another suite', () => {
    const text = "describe('a', () => {\n  afterEach(() => {\n    b();\n  });\n});\n";
    expect(edited(text, restoring())).toBe(`afterEach(() => {\n  vi.useRealTimers();\n});\n\n${text}`);
  });

  it('writes a new hook first in a suite, one level in', () => {
    const text = "describe('a', () => {\n  it('b', () => {\n    c();\n  });\n});\n";
    expect(edited(text, restoring(0))).toBe(
      "describe('a', () => {\n  afterEach(() => {\n    vi.useRealTimers();\n  });\n\n  it('b', () => {\n    c();\n  });\n});\n",
    );
  });

  it('sets a hook off by one blank line, also where the suite begins with one', () => {
    const text = "describe('a', () => {\n\n  it('b', () => {\n    c();\n  });\n});\n";
    expect(edited(text, restoring(0))).toBe(
      "describe('a', () => {\n  afterEach(() => {\n    vi.useRealTimers();\n  });\n\n  it('b', () => {\n    c();\n  });\n});\n",
    );
  });

  it('writes a hook in the line of a suite of one line', () => {
    expect(edited("describe('a', () => { it('b', () => c()); });\n", restoring(0))).toBe(
      "describe('a', () => { afterEach(() => { vi.useRealTimers(); }); it('b', () => c()); });\n",
    );
  });

  it('leaves no line of blanks behind it', () => {
    const text = "describe('a', () => {  \n  it('b', () => {\n    c();\n  });\n});\n";
    expect(edited(text, restoring(0))).toBe(
      "describe('a', () => {\n  afterEach(() => {\n    vi.useRealTimers();\n  });\n\n  it('b', () => {\n    c();\n  });\n});\n",
    );
    const crlf = "describe('a', () => {\r\n\tit('b', () => {\r\n\t\tc();\r\n\t});\r\n});\r\n";
    expect(edited(crlf, restoring(0))).toBe(
      "describe('a', () => {\r\n\tafterEach(() => {\r\n\t\tvi.useRealTimers();\r\n\t});\r\n\r\n\tit('b', () => {\r\n\t\tc();\r\n\t});\r\n});\r\n",
    );
  });
});

describe('editing a function', () => {
  const inTest = (edit: (file: TestFile, source: Source) => readonly Edit[] | Edit | undefined) => edit;
  const testFunction = (file: TestFile) => file.functions.find((fn) => fn.role === 'test') ?? file.functions[0];

  it('puts a statement first in the body', () => {
    const first = inTest((file, source) => {
      const fn = testFunction(file);
      return fn && atStartOfBody(source, fn, ['x();']);
    });
    expect(edited("it('a', () => {\n\tb();\n});\n", first)).toBe("it('a', () => {\n\tx();\n\tb();\n});\n");
    expect(edited("it('a', () => { b(); });\n", first)).toBe("it('a', () => { x(); b(); });\n");
    expect(edited("it('a', () => b());\n", first)).toBe("it('a', () => b());\n");
  });

  it('makes a callback async once', () => {
    const asynchronous = inTest((file) => {
      const fn = testFunction(file);
      return fn ? makeAsync(fn) : [];
    });
    expect(edited("it('a', () => {});\n", asynchronous)).toBe("it('a', async () => {});\n");
    expect(edited("it('a', function () {});\n", asynchronous)).toBe("it('a', async function () {});\n");
    expect(edited("it('a', async () => {});\n", asynchronous)).toBe("it('a', async () => {});\n");
  });
});
