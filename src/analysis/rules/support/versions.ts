import type { ProjectFacts } from '../../project.ts';
import { compareVersions } from '../../versions.ts';

/**
 * Is the version of a distribution within these bounds? `atLeast` counts itself, `below` does not; leave one out where
 * there is none.
 *
 *     versionIs(project, 'pytest-asyncio', { atLeast: '1.0' })            // the event_loop fixture is gone
 *     versionIs(project, 'pytest', { atLeast: '8.4', below: '9' })        // only a warning
 *     versionIs(project, 'python', { atLeast: '3.14' })                   // get_event_loop() raises
 *
 * `unknown` when nothing is said of the distribution, or when its requirement (`pytest>=7`) leaves both open: then say in
 * the message what holds for which version, or stay silent. Names are normalised: lower case, dashes. A pre-release
 * (`9.0.0rc1`) counts as its release, since it behaves like it.
 */
export function versionIs(
  project: Pick<ProjectFacts, 'pytest'>,
  distribution: string,
  bounds: { readonly atLeast?: string; readonly below?: string },
): 'yes' | 'no' | 'unknown' {
  const known = project.pytest?.versions[distribution];
  if (!known) return 'unknown';
  const { exact } = known;
  const lowest = exact ?? known.atLeast;
  const { atLeast, below } = bounds;
  const reaches = atLeast === undefined || (lowest !== undefined && compareVersions(lowest, atLeast) >= 0);
  const staysBelow =
    below === undefined ||
    (exact !== undefined
      ? compareVersions(exact, below) < 0
      : known.below !== undefined && compareVersions(known.below, below) <= 0);
  if (reaches && staysBelow) return 'yes';
  const tooOld =
    atLeast !== undefined &&
    (exact !== undefined ? !reaches : known.below !== undefined && compareVersions(known.below, atLeast) <= 0);
  const tooNew = below !== undefined && lowest !== undefined && compareVersions(lowest, below) >= 0;
  return tooOld || tooNew ? 'no' : 'unknown';
}
