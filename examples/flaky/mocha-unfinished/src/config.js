import { existsSync, readFileSync } from 'node:fs';

/** The settings of the service. It cannot start without them. */
export function loadConfig(file) {
  if (!existsSync(file)) {
    process.stderr.write(`There is no ${file}.\n`);
    process.exit(78);
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}
