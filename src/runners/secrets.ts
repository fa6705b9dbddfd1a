import type { StateChange } from './state.ts';

/** Variables whose values open something. What was looked at may go to a model and into a log. */
const secret =
  /(?:^|_)(?:API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|KEY|TOKEN|SECRET|PASS(?:WORD|WD|PHRASE)?|PWD|CREDENTIALS?|AUTH|COOKIE|SESSION)(?:_|$)/i;
/** `postgres://shop:s3cret@db/shop` */
const inUrl = /(\w+:\/\/[^\s:/@]*:)[^\s@/]+@/g;
const notSet = '(not set)';

/** The same change, without the values of environment variables that are secrets by their name, and without passwords in URLs. */
export function withoutSecrets<Change extends Pick<StateChange, 'kind' | 'name' | 'before' | 'after'>>(
  change: Change,
): Change {
  const { kind, name, before, after } = change;
  const hide = kind === 'environment' && secret.test(name) ? hidden : (text: string) => text.replace(inUrl, '$1…@');
  return { ...change, before: hide(before), after: hide(after) };
}

function hidden(text: string): string {
  return text === notSet ? text : '(hidden)';
}
