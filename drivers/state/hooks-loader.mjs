// The same as `instrumentEsModules` in the thread in which a Node before 22.15 runs hooks.

import { createRequire } from 'node:module';

const { loaded } = createRequire(import.meta.url)('./hooks.cjs');
let places;

export function initialize(data) {
  places = data.places;
}

export async function load(url, context, next) {
  return loaded(places, url, await next(url, context));
}
