import type { LanguageProject, ProjectFiles } from '../../language.ts';
import { askedMajor, onlyRunner } from './around.ts';
import { Configs } from './configs.ts';
import { frameworkFor } from './detect.ts';
import { Manifests } from './manifests.ts';
import { Resolver } from './resolve.ts';
import { Runners } from './runner-facts.ts';
import { Versions } from './versions.ts';

/** What config, lock files and module paths say about a TypeScript or JavaScript file. Nothing of the project is run. */
export function openTypeScriptProject(files: ProjectFiles): LanguageProject {
  const manifests = new Manifests(files);
  const configs = new Configs(files, manifests);
  const runners = new Runners(files, configs, new Versions(files, manifests));
  const resolver = new Resolver(files, configs, manifests);
  return {
    framework: (path) => frameworkFor(path, configs, manifests),
    facts: (path, framework) => {
      const expected = onlyRunner(path, configs, manifests);
      const userEvent = askedMajor(path, '@testing-library/user-event', manifests);
      return {
        runner: { ...runners.facts(path, framework), ...(expected && { expected }) },
        ...(userEvent !== undefined && { userEvent }),
      };
    },
    resolve: (from, module) => resolver.resolve(from, module),
  };
}
