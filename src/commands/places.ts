import { createContext, type ServerContext } from '../server/context.ts';

/** How commands name their workspace and the gate's further triggers. */
export interface Places {
  readonly root?: readonly string[];
  readonly skill?: readonly string[];
}

export function contextFor({ root = [], skill = [] }: Places): ServerContext {
  return createContext({ roots: root, skills: skill, env: process.env, cwd: process.cwd() });
}
