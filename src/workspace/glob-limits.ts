/** A name of 250 letters against more `*` takes minutes, and each further one a hundred times as long. */
const most = { wildcards: 4, globstars: 4, alternatives: 256, length: 4096 };

/** Why a glob would take too long to be matched, as the end of a sentence that names it; undefined for those that people write. */
export function tooCostly(glob: string): string | undefined {
  const { path, alternatives } = withoutBraces(glob.slice(0, most.length));
  const parts = path.split('/');
  const wildcards = Math.max(...parts.map((part) => part.match(/\*+|[+!?@]\(/g)?.length ?? 0));
  const globstars = parts.filter((part) => part.includes('**')).length;
  const isShort = glob.length <= most.length && alternatives <= most.alternatives;
  if (isShort && wildcards <= most.wildcards && globstars <= most.globstars) return undefined;
  return (
    `would take too long to be matched. Allowed: up to ${most.wildcards} "*" between two "/", up to ${most.globstars} "**", ` +
    `${most.alternatives} alternatives of all braces together, and ${most.length} characters. Pass several patterns, or a folder.`
  );
}

/** Of each brace, the innermost first, the alternative with the most wildcards; and how many paths the braces stand for. */
function withoutBraces(glob: string): { path: string; alternatives: number } {
  let alternatives = 1;
  const taken = glob.replace(/\{([^{}]*)\}/g, (_, inner: string) => {
    alternatives *= countOf(inner);
    return inner.split(',').reduce((one, other) => (stars(other) > stars(one) ? other : one));
  });
  if (taken === glob) return { path: glob, alternatives };
  const outer = withoutBraces(taken);
  return { path: outer.path, alternatives: alternatives * outer.alternatives };
}

/** `a,b` stands for two, `1..9` for nine. */
function countOf(inner: string): number {
  const [from, to] = /^[^,]+\.\.[^,]+$/.test(inner) ? inner.split('..').map(Number) : [];
  if (from === undefined || to === undefined) return inner.split(',').length;
  return Number.isNaN(from + to) ? 26 : Math.abs(to - from) + 1;
}

function stars(text: string): number {
  return text.split('*').length;
}
