import type { Format } from '../failure.ts';
import { blocksOf, errorOf, failureIn } from './blocks.ts';

const heading = /^(FAIL|ERROR): (\S{1,300}) \((\S{1,300})\)/;

/** Python's own runner, and runners that print as it does (Django, nose). */
export const unittest: Format = {
  name: 'unittest',
  parse(lines) {
    const blocks = blocksOf(
      lines,
      (line) => heading.exec(line) ?? undefined,
      (line) => /^={30,}$|^Ran \d+ tests? in /.test(line),
    );
    return blocks.map(({ head: [, , name = '', owner = ''], start, end }) => {
      const group = owner.endsWith(`.${name}`) ? owner.slice(0, -name.length - 1) : owner;
      const collection = owner.includes('_FailedTest');
      const phase = collection ? 'collection' : /^(?:setUp|tearDown)(?:Class|Module)$/.test(name) ? 'setup' : 'test';
      const stated = lines.slice(start + 1, end).flatMap((line) => (/^\S/.test(line) ? (errorOf(line) ?? []) : []));
      const test = collection ? undefined : `${group.split('.').at(-1)}.${name}`;
      return failureIn(lines, { format: 'unittest', phase, start, end, test }, stated.at(-1));
    });
  },
};
