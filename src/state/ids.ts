import { randomBytes } from 'node:crypto';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** `plan_` and 20 letters: 100 random bits. */
export function newId(prefix: string): string {
  return `${prefix}_${Array.from(randomBytes(20), (byte) => alphabet[byte & 31]).join('')}`;
}

/** Ids become file names: nothing else passes, so no id can name another file. */
export function isId(text: string, prefix?: string): boolean {
  return /^[a-z]+_[a-z2-7]{16,64}$/.test(text) && (prefix === undefined || text.startsWith(`${prefix}_`));
}
