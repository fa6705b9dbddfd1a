// The same as `instrumentEsModules` in the thread in which a Node before 22.15 runs hooks.

import { createRequire } from 'node:module';

const { loaded } = createRequire(import.meta.url)('./hooks.cjs');
let folder;

export function initialize(data) {
  folder = data.folder;
}

export async function load(url, context, next) {
  return loaded(folder, url, await next(url, context));
}
