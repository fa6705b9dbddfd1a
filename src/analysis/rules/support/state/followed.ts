import type { TestFile } from '../../../facts.ts';
import { encloses, type Place, suiteOf } from '../places.ts';
import { isSwitchedOff } from '../scope.ts';

/** In the order of the file a test comes after this one, or after those of the suite; one that runs several times follows itself. */
export function isFollowed(file: TestFile, place: Place): boolean {
  if (place.kind === 'test' && (place.test.parametrized || place.test.registeredConditionally)) return true;
  const suite = suiteOf(file, place);
  const own = file.tests.filter((test) =>
    place.kind === 'test' ? test === place.test : encloses(file, suite, test.suite),
  );
  const last = Math.max(...own.map(({ id }) => id));
  return file.tests.some((test) => test.id > last && !isSwitchedOff(file, test));
}
