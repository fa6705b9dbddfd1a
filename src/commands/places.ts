import { createContext, type ServerContext } from '../server/context.ts';

/** How commands name their workspace and the gate's further triggers. */
export interface Places {
  readonly root?: readonly string[];
  readonly skill?: readonly string[];
  readonly skills?: readonly string[];
}

export function contextFor({ root = [], skill = [], skills = [] }: Places): ServerContext {
  return createContext({ roots: root, skills: skill, skillFolders: skills, env: process.env, cwd: process.cwd() });
}
