// Lets the project's modules tell their top-level variables, when what tests leave behind is to be seen.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { instrument } = require('./state/instrument.cjs');
const { placesOf, projectFile } = require('./state/places.cjs');
const module = /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/;
/** Of Vite itself; every other query asks for something else than the module. */
const versionQuery = /\?[tv]=\w+$/;

/**
 * Behind all of a server's plugins, where everything is JavaScript. Not as a plugin: vitest 4 gives those of its caller to no
 * project of the user's.
 */
export function instrumentModules(vite, plan) {
  const places = placesOf(plan);
  // Without environments: Vite 5.
  for (const { pluginContainer } of vite.environments ? Object.values(vite.environments) : [vite]) {
    const { transform } = pluginContainer;
    pluginContainer.transform = async function instrumented(code, id, ...rest) {
      const result = await transform.call(this, code, id, ...rest);
      const source = id.replace(versionQuery, '');
      const file = module.test(source) ? projectFile(places, source) : undefined;
      // One line at the end: no position changes.
      return file ? { ...result, code: instrument(result.code, { file }) } : result;
    };
  }
}
