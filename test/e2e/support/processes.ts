import { readdirSync, readFileSync } from 'node:fs';
import type { Sandbox } from './sandbox.ts';

/** Processes, on Linux, that have this sandbox's home in their environment, or stand in for its runs. `but` is left out. */
export function processesIn(sandbox: Sandbox, but?: number): readonly string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === but) return [];
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'latin1');
      if (!environment.includes(sandbox.home)) return [];
      return [readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim()];
    } catch {
      return [];
    }
  });
}
