import { expect, it } from 'vitest';
import { literally, wholeName } from '../../src/analysis/words.ts';

it.each(['a[0].b', 'm("(")', '$on', 'a|b', 'x{2}', 'C:\\d', '^/*.'])('%s stands for just itself', (text) => {
  expect(new RegExp(`^${literally(text)}$`).test(text)).toBe(true);
  expect(new RegExp(`^${literally(text)}$`).test(`${text}.`)).toBe(false);
});

it.each([
  ['on', 'on(1)', true],
  ['on', '$on(1)', false],
  ['on', 'on$', false],
  ['$on', 'f($on)', true],
  ['größe', 'f(größe)', true],
  ['gr', 'größe', false],
  ['maß', 'maße', false],
  ['店', '書店', false],
  ['店', '「店」—', true],
  ['a.b', 'axb', false],
])('%s stands as a whole name in %s: %s', (name, text, found) => {
  expect(new RegExp(wholeName(name)).test(text)).toBe(found);
});
