import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** `package.json` stands one folder above both `src/` and `dist/`. */
const PackageFile = z.object({ name: z.string(), version: z.string() });

export const { name, version } = PackageFile.parse(
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')),
);
