import type { Argument, CallFact } from '../facts.ts';
import { defineRule, type FixDraft, type Report, type RuleContext } from '../rule.ts';
import type { Source } from '../source.ts';
import { climb } from './support/scope.ts';

const takesPattern =
  /^(?:pytest\.(?:raises|warns|deprecated_call|RaisesExc|RaisesGroup)|(?:self|cls)\.assert(?:Raises|Warns)Regex)$/;

/**
 * A message given as `match=` that is no pattern: `(`, `[`, `|`, `+`, `*`, `$` and `?` mean something else there.
 * A text that falls apart at a ` | ` passes with either half. One that does not match itself makes the test fail, or is a pattern
 * after all: only a note. Source: RUF043 of ruff, which also reports every dot.
 */
export const raisesMatch = defineRule({
  id: 'raises-match',
  title: 'Message used as a pattern',
  cause: 'overbroad-assertion',
  topic: 'structure',
  severity: 'warning',
  languages: ['python'],
  frameworks: ['pytest', 'unittest'],
  pattern: 'structure/tests-that-can-fail',
  why: '`match=` is searched for as a regular expression. Parentheses, brackets and a plus of a copied message are not matched as they stand, so the check wants another text than the one written; a `|` makes it accept either half.',
  examples: {
    bad: [
      {
        framework: 'pytest',
        code: `import pytest


def test_refuses():
    with pytest.raises(TypeError, match="withdraw() takes 1 argument"):
        withdraw(1, 2)
`,
        fixed: `import pytest


def test_refuses():
    with pytest.raises(TypeError, match=r"withdraw\\(\\) takes 1 argument"):
        withdraw(1, 2)
`,
      },
      {
        framework: 'pytest',
        code: `import pytest


def test_refuses():
    with pytest.raises(TypeError, match='int | None wanted'):
        withdraw("x")
`,
        fixed: `import pytest


def test_refuses():
    with pytest.raises(TypeError, match=r'int \\| None wanted'):
        withdraw("x")
`,
      },
      {
        framework: 'unittest',
        code: `import unittest


class AccountTest(unittest.TestCase):
    def test_refuses(self):
        with self.assertRaisesRegex(ValueError, "amount (in cents) must be positive"):
            withdraw(-1)
`,
        fixed: `import unittest


class AccountTest(unittest.TestCase):
    def test_refuses(self):
        with self.assertRaisesRegex(ValueError, r"amount \\(in cents\\) must be positive"):
            withdraw(-1)
`,
      },
    ],
    good: [
      {
        framework: 'pytest',
        code: `import pytest


def test_refuses():
    with pytest.raises(ValueError, match="Amount is wrong. Really?"):
        withdraw(-1)
    with pytest.raises(ValueError, match="(too small|too large)"):
        withdraw(-1)
    with pytest.raises(ValueError, match="too small|too large"):
        withdraw(-1)
`,
      },
      {
        framework: 'pytest',
        code: `import pytest


def test_refuses():
    with pytest.raises(TypeError, match=r"withdraw\\(\\) takes \\d+ argument[s]?$"):
        withdraw(1, 2)
    with pytest.raises(TypeError, match="withdraw.* takes [0-9]+ arguments?"):
        withdraw(1, 2)
`,
      },
      {
        framework: 'pytest',
        code: `import re

import pytest


def test_refuses():
    with pytest.raises(TypeError, match=re.escape("withdraw() takes 1 argument")):
        withdraw(1, 2)
    with pytest.raises(TypeError, match=f"withdraw() takes {COUNT}"):
        withdraw(1, 2)
`,
      },
    ],
  },
  *check(context) {
    for (const call of context.file.calls) {
      if (!takesPattern.test(call.callee) || isMeantToFail(context, call)) continue;
      const positional = call.callee.endsWith('Regex') ? call.arguments[1] : undefined;
      const pattern = call.arguments.find(({ name }) => name === 'match' || name === 'expected_regex') ?? positional;
      const report = pattern && judge(context, pattern);
      if (report) yield report;
    }
  },
});

/** A check inside another `raises`: it is there to fail. */
function isMeantToFail({ file }: RuleContext, { block }: CallFact): boolean {
  return [...climb(file, block)].some(({ kind, names }) => kind === 'with' && names.includes('pytest.raises'));
}

function judge({ source }: RuleContext, argument: Argument): Report | undefined {
  const { kind, value, span } = argument;
  const written = source.slice(span);
  // A raw string, an escape or a typical piece of a pattern: somebody thought of it.
  if (kind !== 'string' || typeof value !== 'string' || /^[A-Za-z]/.test(written)) return undefined;
  if (fallsApart(value)) {
    return {
      at: span,
      message: `match= is a pattern: the \`|\` makes it accept either half of this text. Escape it, or use re.escape(…).`,
      fix: isPattern(value)
        ? escapeFix(source, argument, value, / \| /g, ' \\| ')
        : escapeFix(source, argument, value, special, '\\$&'),
    };
  }
  if (isPattern(value) || matchesItself(value) !== false) return undefined;
  const signs = [...new Set(value.match(/[()[\]{}*+?|$^]/g) ?? [])].map((sign) => `\`${sign}\``).join(' ');
  return {
    at: span,
    severity: 'info',
    message: `match= is a pattern, and this one does not match its own text because of ${signs}. Escape them, or use re.escape(…).`,
    fix: escapeFix(source, argument, value, special, '\\$&'),
  };
}

const special = /[\\()[\]{}*+?|$^.]/g;

/** ` | ` outside of groups: a choice between two halves of a message is written without the blanks. */
function fallsApart(text: string): boolean {
  return !text.includes('\\') && / \| /.test(text.replace(/\([^()]*\)|\[[^\]]*\]/g, '()'));
}

/** `.*`, `\d`, `[a-z]`, `(a|b)`, `(?:…)`, `x?` at the end of a word, an anchor. */
function isPattern(text: string): boolean {
  return /\\|\.[*+?{]|\[\^|\[[^\]]*\w-\w[^\]]*\]|[)\]][*+?{]|\(\?|\([^()]*(?:\S\||\|\S)[^()]*\)|^\^|\$$|\w[*+](?:\s|$)|\(\.|\.\)|\{\d+(?:,\d*)?\}|^\(.*\)$/.test(
    text,
  );
}

/** Undefined when it cannot be told: Python's patterns are not quite JavaScript's. */
function matchesItself(text: string): boolean | undefined {
  if (!/[()[\]*+$]/.test(text)) return undefined;
  try {
    return new RegExp(text).test(text);
  } catch {
    return undefined;
  }
}

/** A raw string with the signs escaped; not for texts of several pieces or with quotes inside. */
function escapeFix(
  source: Source,
  { span }: Argument,
  value: string,
  signs: RegExp,
  replacement: string,
): FixDraft | undefined {
  const written = source.slice(span);
  const mark = /^(["'])(?!\1)/.exec(written)?.[1];
  if (mark === undefined || written !== mark + value + mark) return undefined;
  const escaped = value.replace(signs, replacement);
  return {
    title: 'Escape what is no pattern',
    safety: 'suggested',
    edits: [{ ...span, text: `r${mark}${escaped}${mark}` }],
  };
}
