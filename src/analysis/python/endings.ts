import { pathOf, type Scope } from './scopes.ts';
import { child, code, findWithin, type Syntax, unwrap } from './syntax.ts';

const failing = /^(pytest\.(fail|exit)|(self|cls)\.(fail|failureException)|sys\.exit|os\._exit|os\.abort)$/;

/** Every way through the block ends by raising or by failing the test. */
export function failureEnds(block: Syntax | undefined, scope: Scope): boolean {
  return block !== undefined && code(block).some((statement) => fails(statement, scope));
}

function fails(statement: Syntax, scope: Scope): boolean {
  switch (statement.type) {
    case 'raise_statement':
      return true;
    case 'assert_statement': {
      const [condition] = code(statement);
      return (
        condition !== undefined && /^(False|0)$/.test(scope.text.slice(unwrap(condition).start, unwrap(condition).end))
      );
    }
    case 'expression_statement': {
      const [call] = code(statement);
      const called = call?.type === 'call' ? child(call, 'function') : undefined;
      return called !== undefined && failing.test(pathOf(called, scope).canonical);
    }
    case 'if_statement': {
      const clauses = code(statement).filter(({ field }) => field === 'alternative');
      const complete = clauses.some(({ type }) => type === 'else_clause');
      const arms = [
        child(statement, 'consequence'),
        ...clauses.map((clause) => child(clause, 'consequence') ?? child(clause, 'body')),
      ];
      return complete && arms.every((arm) => failureEnds(arm, scope));
    }
    case 'with_statement':
      return failureEnds(child(statement, 'body'), scope);
    case 'try_statement':
      return statement.children.some(
        (clause) =>
          clause.type === 'finally_clause' &&
          failureEnds(
            clause.children.find(({ type }) => type === 'block'),
            scope,
          ),
      );
    default:
      return false;
  }
}

/** Does code below this node check anything? */
export function holdsAssertion(node: Syntax, scope: Scope): boolean {
  return (
    findWithin(node, (inner) => {
      if (inner.type === 'assert_statement') return true;
      const called = inner.type === 'call' ? child(inner, 'function') : undefined;
      return (
        called !== undefined &&
        /(^|\.)_*assert\w*$|^pytest\.(raises|fail|skip|xfail)$/.test(pathOf(called, scope).canonical)
      );
    }) !== undefined
  );
}
