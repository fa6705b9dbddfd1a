import type { LeftState, ReadFile } from './request.ts';

/** What a value is, as far as putting it back goes. */
export interface Shape {
  /** `value`: assigned anew. The rest is filled again, because others hold the same object. */
  readonly kind: 'map' | 'set' | 'array' | 'object' | 'value';
  readonly wasEmpty: boolean;
  /** It holds plain containers, which the test may have changed as well. */
  readonly nested: boolean;
  /** The test left properties that were not there. */
  readonly grew: boolean;
}

/** By the texts of the driver: `Map(2) {…}`, `[1, 2]`, `{"a": 1}`, `Cart {items: […]}`. */
export function shapeOf({ kind, before, after }: LeftState): Shape {
  const was = kindIn(before);
  // `{} (another one)`: the name stands for another object now.
  const same =
    kind !== 'spy' && !after.endsWith('(another one)') && was === kindIn(after) && nameIn(before) === nameIn(after);
  return {
    kind: same ? was : 'value',
    wasEmpty: /^(?:\[\]|\{\}|(?:Map|Set)(?:\(0\))? ?\{\})$/.test(before),
    nested: [before, after].some(isNested),
    grew: keysIn(before) === undefined || [...(keysIn(after) ?? ['?'])].some((key) => !keysIn(before)?.has(key)),
  };
}

function kindIn(text: string): Shape['kind'] {
  const found = /^(Map|Set)\b/.exec(text)?.[1];
  if (found !== undefined) return found === 'Map' ? 'map' : 'set';
  if (/^(?:\[|Array\()/.test(text)) return 'array';
  return /^(?:[A-Z][\w$]* )?\{/.test(text) ? 'object' : 'value';
}

function nameIn(text: string): string {
  return /^[A-Za-z_$][\w$]*/.exec(text)?.[0] ?? '';
}

/** Cloning takes the class from objects, and fails for functions. */
function isNested(text: string): boolean {
  const inner = text.slice(text.search(/[[{]/) + 1);
  return (
    /[[{]/.test(inner) &&
    !/\bfunction\b|\bclass\b|[A-Z][\w$]* ?\{/.test(inner.replace(/\b(?:Map|Set)(?:\(\d+\))? ?\{/g, '{'))
  );
}

/** The names in `{a: 1, "b": 2}`; undefined when the text may not show all of them. */
function keysIn(text: string): ReadonlySet<string> | undefined {
  const inner = /\{(.*)\}$/.exec(text)?.[1];
  if (inner === undefined || /[{[…]/.test(inner)) return undefined;
  const plain = inner.replace(/:\s*"(?:[^"\\]|\\.)*"/g, ':');
  return new Set([...plain.matchAll(/"?([\w$-]+)"?\s*:/g)].map(([, key = '']) => key));
}

/** A text of a driver as code, when it is a whole literal. */
export function literalIn(text: string, mark: string): string | undefined {
  if (/^"[^"'\\]*"$/.test(text)) return `${mark}${text.slice(1, -1)}${mark}`;
  const isLiteral = /^(?:"(?:[^"\\]|\\.)*"|-?\d[\d.]*(?:e[+-]?\d+)?n?|true|false|null|undefined)$/.test(text);
  return isLiteral ? text : undefined;
}

/** The name under which a module gives out what it calls `name`; undefined when it keeps it to itself. */
export function exportedAs({ source }: ReadFile, name: string): string | undefined {
  const { text } = source;
  const word = name.replaceAll('$', '\\$');
  const declared = new RegExp(
    `^export (?:declare )?(?:const|let|var|(?:abstract )?class|(?:async )?function\\*?) ${word}\\b`,
    'm',
  );
  if (declared.test(text)) return name;
  for (const [, list = ''] of text.matchAll(/^export \{([^}]*)\}[\t ]*(?!\s*from)/gm)) {
    for (const item of list.split(',')) {
      const [own, as] = item.trim().split(/\s+as\s+/);
      if (own === name && as !== 'default') return as ?? own;
    }
  }
  if (new RegExp(`^(?:module\\.)?exports\\.${word} = `, 'm').test(text)) return name;
  const members = /^module\.exports = \{([\s\S]*?)\};?[\t ]*$/m.exec(text)?.[1] ?? '';
  return new RegExp(`(?:^|[,\\s])${word}\\s*(?:,|\\(|$|:\\s*${word}\\b)`).test(members) ? name : undefined;
}
