// Writes docs/rules.md and docs/tools.md from what runs. `--check` only compares, and fails when they are stale.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { rules, suppressionRule } from '../dist/analysis/index.js';
import { tools } from '../dist/server/tools/index.js';

const docs = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../docs');
const check = process.argv.includes('--check');
const note = '<!-- Written by `npm run docs`. Do not edit. -->';
let stale = false;

write('rules.md', renderRules([...rules, suppressionRule]));
write('tools.md', renderTools(tools));
if (stale) {
  process.stderr.write('Generated docs are stale. Run `npm run docs` and commit what it writes.\n');
  process.exit(1);
}

function renderRules(all) {
  const sorted = all.toSorted((a, b) => a.id.localeCompare(b.id));
  const index = sorted.map(
    (rule) => `| [${rule.id}](#${rule.id}) | ${rule.title} | ${rule.severity} | ${rule.languages.join(', ')} |`,
  );
  const entries = sorted.map((rule) => {
    const frameworks = rule.frameworks ? ` Only ${rule.frameworks.join(', ')}.` : '';
    return [
      `## ${rule.id}`,
      `**${rule.title}.** ${rule.why}`,
      `Severity: ${rule.severity}. Cause: \`${rule.cause}\`. Pattern: \`${rule.pattern}\`. Languages: ${rule.languages.join(', ')}.${frameworks}`,
      ...rule.examples.bad
        .slice(0, 2)
        .flatMap((example) => [heading('Reported', example), fence(example), ...fixed(example)]),
      ...rule.examples.good.slice(0, 2).flatMap((example) => [heading('Left alone', example), fence(example)]),
    ].join('\n\n');
  });
  return [
    '# Rules',
    note,
    ['| rule | what | severity | languages |', '|---|---|---|---|', ...index].join('\n'),
    ...entries,
  ].join('\n\n');
}

function heading(word, { path }) {
  return path === undefined ? `${word}:` : `${word} (\`${path}\`):`;
}

function fixed(example) {
  return example.fixed === undefined ? [] : ['Its fix:', fence({ ...example, code: example.fixed })];
}

function fence({ framework, path, code }) {
  const language = path?.split('.').at(-1) ?? (framework === 'pytest' || framework === 'unittest' ? 'python' : 'ts');
  return `\`\`\`${language}\n${code.trim()}\n\`\`\``;
}

function renderTools(all) {
  const entries = all.map((tool) => {
    const hints = Object.entries(tool.annotations).map(([name, value]) => `${name}: ${value}`);
    return [
      `## ${tool.name}`,
      tool.description,
      fields('Arguments', tool.input),
      fields('Result', tool.output),
      hints.join(', '),
    ].join('\n\n');
  });
  return ['# Tools', note, ...entries].join('\n\n');
}

function fields(title, schema) {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: title === 'Result' ? 'output' : 'input' });
  const rows = Object.entries(properties).map(([name, field]) => {
    const needed = required.includes(name) ? name : `${name}?`;
    return `| \`${needed}\` | ${typeOf(field)} | ${(field.description ?? '').replace(/\|/g, '\\|')} |`;
  });
  if (rows.length === 0) return `${title}: none.`;
  return [`| ${title.toLowerCase()} | type | meaning |`, '|---|---|---|', ...rows].join('\n');
}

function typeOf(field) {
  if (field.enum) return field.enum.map((value) => `\`${value}\``).join(', ');
  if (field.anyOf) return field.anyOf.map(typeOf).join(' or ');
  if (field.type === 'array') return `list of ${typeOf(field.items ?? {})}`;
  return `${field.type ?? 'any'}${field.default === undefined ? '' : `, default \`${JSON.stringify(field.default)}\``}`;
}

function write(name, content) {
  const file = path.join(docs, name);
  const text = `${content.trimEnd()}\n`;
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  if (check) stale = true;
  else writeFileSync(file, text);
}
