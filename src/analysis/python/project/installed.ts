import type { ProjectFiles } from '../../language.ts';
import { join } from './modules.ts';
import { normalised, type Statement } from './requirements.ts';

/** What a virtual environment in this folder holds, by the names of its `*.dist-info` folders. */
export function installedPackages(folder: string, files: ProjectFiles): Statement[] {
  for (const name of ['.venv', 'venv', 'env']) {
    const settings = files.read(join(folder, `${name}/pyvenv.cfg`));
    if (settings === undefined) continue;
    const version = /^version(?:_info)?\s*=\s*(\d+\.\d+\.\d+)/m.exec(settings)?.[1];
    return [
      ...(version === undefined ? [] : [{ name: 'python', version: { exact: version } }]),
      ...sitePackages(join(folder, name), files).flatMap((entry) => {
        const [, distribution, exact] = /^(.+?)-(\d[^-]*)\.(?:dist|egg)-info$/.exec(entry) ?? [];
        return distribution === undefined || exact === undefined
          ? []
          : [{ name: normalised(distribution), version: { exact } }];
      }),
    ];
  }
  return [];
}

/** `lib/python3.12/site-packages`, on Windows `Lib/site-packages`. */
function sitePackages(environment: string, files: ProjectFiles): readonly string[] {
  const versions = files.list?.(`${environment}/lib`)?.filter((name) => /^python3/.test(name)) ?? [];
  const folders = [...versions.map((version) => `lib/${version}/site-packages`), 'Lib/site-packages'];
  return folders.map((folder) => files.list?.(`${environment}/${folder}`) ?? []).find((list) => list.length > 0) ?? [];
}
