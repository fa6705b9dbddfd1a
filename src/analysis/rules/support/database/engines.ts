import type { Argument, CallFact, TestFile } from '../../../facts.ts';
import { variableNamed } from '../values.ts';

/** A SQLAlchemy engine that a file makes. */
export interface Engine {
  readonly call: CallFact;
  readonly asynchronous: boolean;
  readonly url?: Argument;
  /** `other`: a static URL of another database; `unknown`: the URL is not static. */
  readonly database: 'sqlite-memory' | 'sqlite-file' | 'other' | 'unknown';
}

const makers = /^(?:sqlalchemy|sqlmodel)\.(?:[\w.]+\.)?(create_engine|create_async_engine)$/;

/** The engines of a file, and of SQLModel, which hands SQLAlchemy's on. */
export function enginesOf(file: TestFile): Engine[] {
  return file.calls.flatMap((call) => {
    const maker = makers.exec(call.callee)?.[1];
    if (maker === undefined) return [];
    const url = keyword(call, 'url') ?? call.arguments.find(({ name }) => name === undefined);
    return {
      call,
      asynchronous: maker === 'create_async_engine',
      database: databaseOf(file, call, url),
      ...(url && { url }),
    };
  });
}

export function isSqlite({ database }: Engine): boolean {
  return database.startsWith('sqlite');
}

export function keyword(call: CallFact, name: string): Argument | undefined {
  return call.arguments.find((argument) => argument.name === name);
}

function databaseOf(file: TestFile, call: CallFact, url: Argument | undefined): Engine['database'] {
  const value = followed(file, url, call.function);
  if (typeof value?.value !== 'string' || (value.kind !== 'string' && value.kind !== 'template')) return 'unknown';
  if (!value.value.startsWith('sqlite')) return value.interpolated && value.value === '' ? 'unknown' : 'other';
  if (value.interpolated) return 'sqlite-file';
  return /^sqlite(?:\+\w+)?:\/\/(?:\/?(?::memory:.*)?|.*mode=memory.*)$/.test(value.value)
    ? 'sqlite-memory'
    : 'sqlite-file';
}

/** What a name stands for when it is bound once, a few steps on; the argument itself when it is no such name. */
export function followed(file: TestFile, argument: Argument | undefined, from: number): Argument | undefined {
  let at = argument;
  for (let steps = 0; at?.kind === 'name' && typeof at.value === 'string' && steps < 4; steps += 1) {
    const variable = variableNamed(file, at.value, from);
    if (!variable?.constant || !variable.initial) return at;
    at = variable.initial;
  }
  return at;
}
