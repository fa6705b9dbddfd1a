import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of `drivers/`: plain code that runs inside the user's runner. Real path. */
export function driverPath(name: string): string {
  return fileURLToPath(new URL(`../../drivers/${name}`, import.meta.url));
}

/** The folder of the drivers, for what loads them by module name. */
export const driversFolder = path.dirname(driverPath('any'));
