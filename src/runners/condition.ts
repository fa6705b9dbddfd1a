import { spawnSync } from 'node:child_process';
import type { Condition } from './runner.ts';

/** Environment variables that make the condition; those of the user stay otherwise. */
export function conditionEnvironment({ timezone, locale, hashSeed }: Condition): Record<string, string> {
  return {
    ...(timezone === undefined ? {} : { TZ: timezone }),
    // LC_ALL wins over every other, LANGUAGE chooses the messages.
    ...(locale === undefined ? {} : { LC_ALL: locale, LANG: locale, LANGUAGE: locale }),
    ...(hashSeed === undefined ? {} : { PYTHONHASHSEED: String(hashSeed) }),
  };
}

/** The command under the condition: without a network it is started in a network of its own that holds only the loopback. */
export function underCondition(command: readonly string[], { network }: Condition): readonly string[] {
  return network === 'off' ? [...withoutNetwork(), ...command] : command;
}

/** Why this machine cannot make the condition; undefined when it can. */
export function whyUnavailable(condition: Condition): string | undefined {
  if (condition.network === 'off') return whyNoNetworkNamespace();
  if (condition.locale !== undefined) return whyNoLocale(condition.locale);
  return undefined;
}

/** As root inside the new namespace the loopback is switched on; then the command gets the user it had. */
function withoutNetwork(): readonly string[] {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  const back = uid === 0 ? '' : `unshare --map-user=${uid} --map-group=${gid} -- `;
  return ['unshare', '-rn', 'sh', '-c', `ip link set lo up && exec ${back}"$@"`, 'sh'];
}

let networkAnswer: { readonly reason: string | undefined } | undefined;

function whyNoNetworkNamespace(): string | undefined {
  networkAnswer ??= { reason: tryNamespace() };
  return networkAnswer.reason;
}

function tryNamespace(): string | undefined {
  if (process.platform !== 'linux') return 'Running without a network needs Linux network namespaces.';
  const [file = '', ...args] = [...withoutNetwork(), 'true'];
  const { status, stderr } = spawnSync(file, args, { encoding: 'utf8', timeout: 10_000 });
  if (status === 0) return undefined;
  return `Running without a network needs "unshare" (util-linux), "ip" (iproute2) and user namespaces: ${(stderr ?? '').trim() || 'not found'}.`;
}

let locales: readonly string[] | undefined;

/** Node brings its own locales; programs on the C library (Python) only see those that the machine has. */
function whyNoLocale(locale: string): string | undefined {
  if (process.platform === 'win32') return 'Windows programs take no locale from the environment.';
  locales ??= (spawnSync('locale', ['-a'], { encoding: 'utf8', timeout: 10_000 }).stdout ?? '').split('\n').map(plain);
  return locales.includes(plain(locale))
    ? undefined
    : `The locale ${locale} is not installed (\`locale -a\`): programs that take it from the C library, Python among them, would not see it.`;
}

function plain(locale: string): string {
  return locale.trim().toLowerCase().replace('utf-8', 'utf8');
}
