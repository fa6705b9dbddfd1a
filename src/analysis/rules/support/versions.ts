/** Major number of a version text: `"9.1.1"` gives 9; undefined when the version is not known. */
export function majorOf(version: string | undefined): number | undefined {
  const major = Number.parseInt(version ?? '', 10);
  return Number.isNaN(major) ? undefined : major;
}

/** Is a known version older than `major.minor`? An unknown one is not. */
export function isOlderThan(version: string | undefined, major: number, minor: number): boolean {
  const parts = /^(\d+)\.(\d+)/.exec(version ?? '');
  if (!parts) return false;
  const [knownMajor, knownMinor] = [Number(parts[1]), Number(parts[2])];
  return knownMajor < major || (knownMajor === major && knownMinor < minor);
}
