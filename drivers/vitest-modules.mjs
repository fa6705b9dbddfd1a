// Lets the project's modules tell their top-level variables, when what tests leave behind is to be seen.
import { createRequire } from 'node:module';
import { relativeFile } from './seed.mjs';

const { instrument } = createRequire(import.meta.url)('./state/instrument.cjs');
const module = /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/;
/** Of Vite itself; every other query asks for something else than the module. */
const versionQuery = /\?[tv]=\w+$/;

/**
 * Behind all of a server's plugins, where everything is JavaScript. Not as a plugin: vitest 4 gives those of its caller to no
 * project of the user's.
 */
export function instrumentModules(vite, plan) {
  // Without environments: Vite 5.
  for (const { pluginContainer } of vite.environments ? Object.values(vite.environments) : [vite]) {
    const { transform } = pluginContainer;
    pluginContainer.transform = async function instrumented(code, id, ...rest) {
      const result = await transform.call(this, code, id, ...rest);
      const file = relativeFile(plan.folder, id.replace(versionQuery, ''));
      // One line at the end: no position changes.
      return isOfProject(file) ? { ...result, code: instrument(result.code, { file }) } : result;
    };
  }
}

function isOfProject(file) {
  return module.test(file) && !file.startsWith('../') && !file.split('/').includes('node_modules');
}
