// Preloaded into the server: writes the address of every module it loads to the file named by LOADED_MODULES.
import { register } from 'node:module';

const source = `
  import { appendFileSync } from 'node:fs';
  export async function resolve(specifier, context, next) {
    const resolved = await next(specifier, context);
    appendFileSync(process.env.LOADED_MODULES, resolved.url + '\\n');
    return resolved;
  }`;
register(`data:text/javascript,${encodeURIComponent(source)}`);
