import { RE2JS, RE2JSException, RE2Set } from 're2js';
import type { EscalationTrigger } from '../trigger.ts';
import { fold } from './fold.ts';
import { squeeze } from './squeeze.ts';
import { type ViewName, viewsOf } from './views.ts';

export interface TextHit {
  readonly trigger: EscalationTrigger;
  /** The regular expression or the word that hit. */
  readonly expression: string;
  readonly matched: string;
  readonly view: ViewName;
}

/** Compiled triggers. All run on a linear-time engine: no text and no trigger can hang it. */
export interface Matcher {
  /** Each trigger at most once, with the first view it hit. */
  match(text: string): TextHit[];
}

const flags = RE2JS.CASE_INSENSITIVE | RE2JS.DOTALL;
/** Far above real policies (the largest skill collection read had 128); bounds memory and compile time. */
const maxTriggers = 1_000;
const maxLength = 1_000;

interface Expression {
  readonly trigger: EscalationTrigger;
  readonly text: string;
  readonly source: string;
}

/** Fails with the first reason why the triggers cannot be trusted: one does not compile, or fails its own examples. */
export function compileTriggers(
  triggers: readonly EscalationTrigger[],
):
  | { readonly ok: true; readonly matcher: Matcher }
  | { readonly ok: false; readonly trigger: EscalationTrigger; readonly message: string } {
  const over = triggers[maxTriggers];
  if (over) return { ok: false, trigger: over, message: `There are more than ${maxTriggers} triggers. Use fewer.` };
  for (const trigger of triggers) {
    const message = problemOf(trigger);
    if (message !== undefined) return { ok: false, trigger, message };
  }
  return { ok: true, matcher: matcherOf(triggers) };
}

function problemOf(trigger: EscalationTrigger): string | undefined {
  const expressions = trigger.kind === 'pattern' ? [trigger.pattern] : trigger.keywords;
  for (const expression of expressions) {
    if (expression.trim() === '') return 'The trigger is empty. Write a regular expression or a word.';
    if (expression.length > maxLength) return `The trigger is longer than ${maxLength} characters. Shorten it.`;
  }
  try {
    for (const { source } of expressionsOf(trigger)) RE2JS.compile(source, flags);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return `The pattern does not compile: ${error.message}. Allowed: RE2 syntax (no look-around, no back-references).`;
  }
  const own = matcherOf([trigger]);
  const missed = trigger.match?.find((example) => own.match(example).length === 0);
  if (missed !== undefined) return `The trigger misses its own "match" example ${JSON.stringify(missed)}.`;
  const hit = trigger.notMatch?.find((example) => own.match(example).length > 0);
  if (hit !== undefined) return `The trigger hits its own "not_match" example ${JSON.stringify(hit)}.`;
  return undefined;
}

function expressionsOf(trigger: EscalationTrigger): Expression[] {
  if (trigger.kind === 'pattern') return [{ trigger, text: trigger.pattern, source: trigger.pattern }];
  return trigger.keywords.map((word) => ({ trigger, text: word, source: wordSource(word) }));
}

/**
 * Blanks of a keyword also stand for `_` and `-`, so `external service` finds `external_service`. A short word must stand
 * alone (`prod` is not `product`); a long one may be part of a name.
 */
function wordSource(word: string): string {
  const body = fold(word)
    .trim()
    .split(' ')
    .map((part) => RE2JS.quote(part))
    .join(String.raw`[\s_-]*`);
  return word.length >= 8 ? body : String.raw`(?:^|[^\pL\pN])${body}s?(?:$|[^\pL\pN])`;
}

/** In the squeezed view a word has no blanks left; too short a word would be found across any two others. */
function squeezedSource(expression: Expression): string | undefined {
  if (expression.trigger.kind === 'pattern') return expression.source;
  const word = squeeze(fold(expression.text)).text;
  return word.length >= 6 ? RE2JS.quote(word) : undefined;
}

function matcherOf(triggers: readonly EscalationTrigger[]): Matcher {
  const expressions = triggers.flatMap(expressionsOf);
  const words = new ExpressionSet(expressions.map((expression) => ({ expression, source: expression.source })));
  const squeezed = new ExpressionSet(
    expressions.flatMap((expression) => {
      const source = squeezedSource(expression);
      return source === undefined ? [] : [{ expression, source }];
    }),
  );
  return {
    match(text) {
      const hits = new Map<EscalationTrigger, TextHit>();
      for (const view of viewsOf(text)) {
        const set = view.squeezed ? squeezed : words;
        for (const { expression, source } of set.match(view.text)) {
          if (hits.has(expression.trigger)) continue;
          const matched = locate(source, view.text, view.squeezed?.isWholeWords);
          if (matched === undefined) continue;
          hits.set(expression.trigger, {
            trigger: expression.trigger,
            expression: expression.text,
            matched,
            view: view.name,
          });
        }
        if (hits.size === triggers.length) break;
      }
      return [...hits.values()];
    },
  };
}

interface Compiled {
  readonly expression: Expression;
  readonly source: string;
}

class ExpressionSet {
  private readonly entries: readonly Compiled[];
  private readonly set = new RE2Set(RE2Set.UNANCHORED, flags);

  constructor(entries: readonly Compiled[]) {
    this.entries = entries;
    for (const { source } of entries) this.set.add(source);
    this.set.compile();
  }

  match(text: string): Compiled[] {
    if (this.entries.length === 0) return [];
    return this.set.match(text).flatMap((index) => this.entries[index] ?? []);
  }
}

/** Squeezed text can hold many hits across words before a real one; past this many it counts as a hit. */
const maxLocated = 200;

/** The text that was hit, or undefined when `accepts` refuses every hit. Only ever run on a text that is known to match. */
function locate(source: string, text: string, accepts?: (start: number, end: number) => boolean): string | undefined {
  const matcher = RE2JS.compile(source, flags).matcher(text);
  for (let count = 0; matcher.find(); count++) {
    const { start, end } = { start: matcher.start(), end: matcher.end() };
    if (!accepts || count >= maxLocated || accepts(start, end)) return text.slice(start, end).trim();
  }
  return accepts ? undefined : '';
}
