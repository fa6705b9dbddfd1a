// Lets the project's modules tell their top-level variables, when what tests leave behind is to be seen.
import { createRequire } from 'node:module';
import { relativeFile } from './seed.mjs';

const { instrument } = createRequire(import.meta.url)('./state/instrument.cjs');
const code = /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/;
/** Of Vite itself; every other query asks for something else than the module. */
const versionQuery = /\?[tv]=\w+$/;

/** For the end of the line, where everything is JavaScript. */
export function statePlugin(plan) {
  return {
    name: 'testing-patterns:state',
    enforce: 'post',
    transform(source, id) {
      const file = relativeFile(plan.folder, id.replace(versionQuery, ''));
      if (!code.test(file) || file.startsWith('../') || file.split('/').includes('node_modules')) return undefined;
      const instrumented = instrument(source, { file });
      // One line at the end: no position changes.
      return instrumented === source ? undefined : { code: instrumented, map: null };
    },
  };
}
