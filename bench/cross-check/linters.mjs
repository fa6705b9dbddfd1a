import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import parser from '@typescript-eslint/parser';
import { ESLint } from 'eslint';
import { OVERLAP, PLUGINS } from './overlap.mjs';

/** What linters say, as `{linter, rule, path, line, end}` with paths relative to `root` and 1-based lines, and the seconds each took. */
export async function lint(root, runner, files) {
  const found = [];
  const seconds = {};
  for (const [name, run] of Object.entries({ oxlint, eslint })) {
    const started = performance.now();
    const of = await run(root, runner, files);
    if (of.length > 0) seconds[name] = (performance.now() - started) / 1000;
    found.push(...of);
  }
  return { found, seconds };
}

const oxlintBin = fileURLToPath(new URL('node_modules/.bin/oxlint', import.meta.url));

function oxlint(root, runner, files) {
  const plugins = PLUGINS[runner].oxlint;
  if (plugins.length === 0) return [];
  const known = ruleNames(plugins);
  const rules = Object.fromEntries(
    known.filter((name) => name.split('/')[1] in OVERLAP).map((name) => [name, 'error']),
  );
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cross-check-'));
  const config = path.join(folder, 'oxlint.json');
  fs.writeFileSync(config, JSON.stringify({ plugins, categories: { correctness: 'off' }, rules }));
  const found = [];
  for (let at = 0; at < files.length; at += 500) {
    const args = ['--config', config, '--format', 'json', '--no-ignore', ...files.slice(at, at + 500)];
    const { stdout } = spawnSync(oxlintBin, args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 30 });
    for (const { code, filename, labels } of JSON.parse(stdout).diagnostics) {
      const rule = /\(([\w-]+)\)/.exec(code ?? '')?.[1];
      const line = labels[0]?.span.line;
      if (rule && line) found.push({ linter: 'oxlint', rule, path: filename, line, end: line });
    }
  }
  fs.rmSync(folder, { recursive: true });
  return found;
}

function ruleNames(plugins) {
  const { stdout } = spawnSync(oxlintBin, ['--rules'], { encoding: 'utf8' });
  return [...stdout.matchAll(/^\|\s*([\w-]+)\s*\|\s*(\w+)\s*\|/gm)]
    .filter(([, , plugin]) => plugins.includes(plugin))
    .map(([, name, plugin]) => `${plugin}/${name}`);
}

async function eslint(root, runner, files) {
  const plugins = {};
  const rules = {};
  for (const [prefix, name] of Object.entries(PLUGINS[runner].eslint)) {
    const plugin = (await import(name)).default;
    plugins[prefix] = plugin;
    for (const rule of Object.keys(plugin.rules)) {
      const typed = plugin.rules[rule].meta?.docs?.requiresTypeChecking === true;
      if (rule in OVERLAP && !typed) rules[`${prefix}/${rule}`] = 'error';
    }
  }
  const engine = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    ignore: false,
    allowInlineConfig: false,
    errorOnUnmatchedPattern: false,
    overrideConfig: [
      {
        files: ['**/*.{js,jsx,ts,tsx,mjs,cjs,mts,cts}'],
        languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true }, sourceType: 'module' } },
        settings: runner === 'jest' ? { jest: { version: 30 } } : {},
        plugins,
        rules,
      },
    ],
  });
  const found = [];
  for (const file of files) {
    for (const { messages } of await engine.lintFiles([file])) {
      for (const { ruleId, line, endLine } of messages) {
        if (!ruleId) continue;
        const [prefix, rule] = [ruleId.slice(0, ruleId.lastIndexOf('/')), ruleId.slice(ruleId.lastIndexOf('/') + 1)];
        found.push({ linter: `eslint ${prefix}`, rule, path: file, line, end: endLine ?? line });
      }
    }
  }
  return found;
}
