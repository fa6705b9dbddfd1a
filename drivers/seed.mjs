// `seed.cjs` for ES modules.
import { createRequire } from 'node:module';

export const { readPlan, openChannel, seedGlobals, idMaker, fileOf, relativeFile, plainText, errorText } =
  createRequire(import.meta.url)('./seed.cjs');
