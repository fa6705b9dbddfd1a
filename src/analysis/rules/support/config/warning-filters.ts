import type { ConfigFile, ConfigValue } from '../../../config-file.ts';
import { argumentsOf, optionOf } from './arguments.ts';

/** One `action:message:category:module:line`. */
export interface WarningFilter {
  readonly at: ConfigValue['span'];
  readonly action: string;
  /** Last part of its name; `Warning` stands for all. */
  readonly category: string;
  /** It concerns only some messages. */
  readonly forMessage: boolean;
  /** It concerns only some modules. */
  readonly forModule: boolean;
}

/** In the order in which pytest adds them: of two that match, the later one wins. */
export function warningFilters(config: ConfigFile): WarningFilter[] {
  const given = argumentsOf(config).filter(({ name }) => name === '-W' || name === '--pythonwarnings');
  return [
    ...(optionOf(config, 'filterwarnings')?.values ?? []),
    ...given.map(({ value = '', span }) => ({ text: value, span })),
  ].map(parsed);
}

function parsed({ text, span }: ConfigValue): WarningFilter {
  const [action = '', message = '', category = '', module = ''] = text.split(':').map((part) => part.trim());
  return {
    at: span,
    action,
    category: category === '' ? 'Warning' : category.slice(category.lastIndexOf('.') + 1),
    forMessage: message !== '' && message !== '.*',
    forModule: module !== '' && module !== '.*',
  };
}

/** The filters that keep every warning of a category from being seen. */
export function blanketIgnores(filters: readonly WarningFilter[]): WarningFilter[] {
  return filters.filter(
    (filter, index) =>
      filter.action === 'ignore' &&
      !filter.forMessage &&
      !filter.forModule &&
      // A later filter that shows such warnings again, if only those of the project's own modules, is a decision.
      !filters.slice(index + 1).some((later) => later.action !== 'ignore' && covers(later.category, filter.category)),
  );
}

function covers(wide: string, narrow: string): boolean {
  return wide === narrow || wide === 'Warning' || narrow === 'Warning';
}
